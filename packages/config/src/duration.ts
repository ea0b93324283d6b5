import type { Reading } from './reading.ts';

const milliseconds: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** Node's timers hold a signed 32-bit number of milliseconds: anything longer would fire at once. */
const longestMs = 2 ** 31 - 1;

export const durationWanted = 'must be a duration with its unit, such as 500ms, 30s, 2m or 1h';

/** `1.5s` → 1500. Above 0 and at most 596h (about 24 days). */
export function readDuration(text: string): Reading<number> {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text);
  const factor = milliseconds[match?.[2] ?? ''];
  if (match === null || factor === undefined) return { ok: false, message: durationWanted };
  const value = Number(match[1]) * factor;
  if (value <= 0 || value > longestMs) return { ok: false, message: 'must be longer than 0 and at most 596h' };
  return { ok: true, value };
}
