/** NaN would spoil every sum that it enters. @throws TypeError for what is not a finite number. */
export function finite(value: number): number {
  if (!Number.isFinite(value)) throw new TypeError(`not a finite number: ${String(value)}`);
  return value;
}
