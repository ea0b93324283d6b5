import type { Finding } from '@slipstream/metrics';
import type { Examination } from './examination.ts';

/** An examination for people: who it is, what may be measured and how, and what would make it better. */
export function examinationText(examination: Examination): string {
  return [
    heading(examination),
    ...examination.notes.map((note) => `! ${note}`),
    '',
    ...table(examination.findings),
    ...footnotes(examination.findings),
    ...improvements(examination.findings),
    '',
  ].join('\n');
}

function heading({ url, engine, identity }: Examination): string {
  const version = identity?.version ?? null;
  const speculation = identity?.speculation ?? null;
  return [
    `${url}: ${engine}${version === null ? '' : ` ${version}`}`,
    `model ${identity?.model ?? 'unknown'}`,
    speculation === null ? 'does not say whether it speculates' : speculation ? 'speculates' : 'has no speculator',
  ].join(', ');
}

function table(findings: readonly Finding[]): string[] {
  const rows = findings.map(({ what, verdict, field }) => [what, verdict, field ?? '']);
  const width = (column: number): number => Math.max(...rows.map((row) => (row[column] ?? '').length));
  const [first, second] = [width(0), width(1)];
  return rows.map(([what = '', verdict = '', field = '']) =>
    `${what.padEnd(first)}  ${verdict.padEnd(second)}  ${field}`.trimEnd(),
  );
}

function footnotes(findings: readonly Finding[]): string[] {
  const mind = findings.filter(({ caveat }) => caveat !== null);
  if (mind.length === 0) return [];
  return ['', 'Mind:', ...mind.map(({ what, caveat }) => `  ${what}: ${caveat}`)];
}

/** By what they need, so that one flag is named once. */
function improvements(findings: readonly Finding[]): string[] {
  const byNeed = new Map<string, string[]>();
  for (const { what, better } of findings) {
    if (better === null) continue;
    byNeed.set(better.needs, [...(byNeed.get(better.needs) ?? []), `${what} ${better.method}`]);
  }
  if (byNeed.size === 0) return [];
  return ['', 'Better with:', ...[...byNeed].map(([needs, gains]) => `  ${needs}\n    ${gains.join(', ')}`)];
}
