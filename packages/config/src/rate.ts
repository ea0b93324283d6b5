import type { Reading } from './reading.ts';

/** So many requests, or tokens, per window. Windows are fixed: they begin with the first of what they count. */
export interface Rate {
  readonly amount: number;
  readonly windowSeconds: number;
}

const seconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

export const rateWanted = 'must be an amount per time, such as 10/s, 600/m, 1000000/h or 1e9/d';

/** `600/m` → 600 per 60 seconds. A whole number from 1 on, per second, minute, hour or day. */
export function readRate(text: string): Reading<Rate> {
  const match = /^(\d{1,15}(?:e\d{1,2})?)\/([smhd])$/.exec(text);
  const windowSeconds = seconds[match?.[2] ?? ''];
  if (match === null || windowSeconds === undefined) return { ok: false, message: rateWanted };
  const amount = Number(match[1]);
  if (amount < 1 || amount > 1e15) return { ok: false, message: 'must be at least 1 and at most 1e15 per window' };
  return { ok: true, value: { amount, windowSeconds } };
}
