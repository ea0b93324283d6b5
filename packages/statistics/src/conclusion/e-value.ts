/** Of its log. Stays a number that JSON can hold, up to e^700. */
export function eValue(log: number): number {
  return Math.exp(Math.min(log, 700));
}
