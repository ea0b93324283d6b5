/** Keeps exp() of a sum of logs finite: e^700 is evidence enough. */
const most = 700;

/** ln of the sum of e^x, clamped to ±700. NaN of nothing. */
export function logSumExp(logs: readonly number[]): number {
  const largest = Math.max(...logs);
  const sum = logs.reduce((total, log) => total + Math.exp(log - largest), 0);
  return Math.min(Math.max(largest + Math.log(sum), -most), most);
}
