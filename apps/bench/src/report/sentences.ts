import { isLate } from '../analyse/is-late.ts';
import type { BenchRow } from '../analyse/bench-row.ts';
import { fixed } from './format-number.ts';

/** What each row comes to, in words: by its interval, never by the point alone. Rows without a claim say why. */
export function verdictSentences(rows: readonly BenchRow[]): readonly string[] {
  return rows.filter(({ control }) => control !== null).map(verdict);
}

/** What `≈` in the table means, where it stands there. */
export function latenessSentences(rows: readonly BenchRow[]): readonly string[] {
  const late = rows.filter(({ lagP99Ms, ttftMs }) => isLate(lagP99Ms, ttftMs.p50));
  if (late.length === 0) return [];
  const lagMs = Math.max(...late.map(({ lagP99Ms }) => lagP99Ms ?? 0));
  return [`≈ the bench itself was late by up to ${fixed(lagMs, 1)} ms (p99): not little beside these TTFT.`];
}

/** Each flag with its figures. */
export function flagSentences(rows: readonly BenchRow[]): readonly string[] {
  return rows.flatMap((row) => row.flags.map(({ code, message }) => `${rowName(row)}: ${code}: ${message}.`));
}

function verdict(row: BenchRow): string {
  const passes = row.acceleration === null ? '' : `${fixed(row.acceleration, 2)} tokens per forward pass, `;
  const { speedup, control } = row;
  if (speedup === null) return `${rowName(row)}: ${passes}no speed-up stated (${row.speedupReason ?? 'unknown'}).`;
  const bounds = `${fixed(speedup.lower, 2)} to ${fixed(speedup.upper, 2)}`;
  return `${rowName(row)}: ${passes}${fixed(speedup.estimate, 2)} times the speed of ${control ?? ''} (${bounds}): ${word(row)}.`;
}

function word({ speedup }: BenchRow): string {
  if (speedup === null) return 'unknown';
  if (speedup.lower > 1) return 'faster';
  return speedup.upper < 1 ? 'slower' : 'not shown to be faster';
}

function rowName({ variant, vus }: BenchRow): string {
  return `${variant} at ${vus} ${vus === 1 ? 'VU' : 'VUs'}`;
}
