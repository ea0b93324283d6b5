import type { Drive } from './drive-visits.ts';
import type { VariantBooks } from './reconcile-report.ts';

/** The books of each variant side by side, and how the visits ended. */
export function reportText(variants: readonly VariantBooks[], drives: readonly Drive[]): string {
  const rows = variants.map((one) => {
    const { variant, requests, ok, left, failed, moreAttempts, hedgesLost } = one;
    const whole = `${one.wholeTokens} / ${one.wholeTruth}`;
    const steps = one.steps === 0 ? 'estimated' : `${one.steps} / ${one.stepsTruth}`;
    const broken = `${one.brokenTokens} ≤ ${one.brokenTruth}`;
    return `| ${[variant, requests, ok, left, failed, moreAttempts, hedgesLost, whole, steps, broken].join(' | ')} |`;
  });
  const endings = Map.groupBy(drives, ({ seen }) => seen.ending);
  const counts = [...endings].map(([ending, list]) => `${ending} ${list.length}`);
  return [
    '| variant | rows | ok | client left | failed | more attempts | hedges lost | tokens of whole answers: ledger / engines | their steps | tokens of the rest |',
    '|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|',
    ...rows,
    '',
    `clients saw: ${counts.sort().join(', ')}`,
    '',
  ].join('\n');
}
