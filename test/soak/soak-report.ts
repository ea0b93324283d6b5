import type { LoadSample, SoakResult } from './soak-result.ts';
import type { Check } from './verdict.ts';

const MiB = 1024 * 1024;

export const sampleHeading = `| seconds | resident MiB | collected: resident MiB | heap MiB | open files | in flight | visits |
|--:|--:|--:|--:|--:|--:|--:|`;

export function sampleRow({ atSeconds, residentBytes, collected, files, inFlight, visits }: LoadSample): string {
  const memory = [residentBytes, collected.residentBytes, collected.heapBytes].map((bytes) => (bytes / MiB).toFixed(1));
  return `| ${[atSeconds, ...memory, files, inFlight, visits].join(' | ')} |`;
}

export function soakReport({ seen, struck, tokens }: SoakResult, checks: readonly Check[]): string {
  const rows = checks.map(
    ({ what, found, bound, holds }) => `| ${what} | ${found} | ${bound} | ${holds ? 'yes' : 'NO'} |`,
  );
  return [
    `clients saw: ${countsText(seen)}; ${tokens} tokens`,
    `faults that struck: ${countsText(struck)}`,
    '',
    '| what | found | at most | holds |',
    '|---|--:|--:|---|',
    ...rows,
  ].join('\n');
}

function countsText(counts: Readonly<Record<string, number>>): string {
  const byCount = Object.entries(counts).toSorted(([, a], [, b]) => b - a);
  return byCount.map(([name, count]) => `${name} ${count}`).join(', ');
}
