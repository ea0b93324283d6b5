import type { Reading } from './reading.ts';

const milliseconds: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000 };

const longestDays = 3660;

export const ageWanted = 'must be an age with its unit, such as 12h or 90d';

/** How long something is kept: `90d` → milliseconds. Above 0 and at most 3660 days; no timer waits for it. */
export function readAge(text: string): Reading<number> {
  const match = /^(\d+(?:\.\d+)?)(h|d)$/.exec(text);
  const factor = milliseconds[match?.[2] ?? ''];
  if (match === null || factor === undefined) return { ok: false, message: ageWanted };
  const value = Number(match[1]) * factor;
  if (value > 0 && value <= longestDays * 86_400_000) return { ok: true, value };
  return { ok: false, message: `must be longer than 0 and at most ${longestDays}d` };
}
