import type { Guardrails } from '@slipstream/config';
import type { Evidence } from '../observation.ts';
import { intervalInWords } from './in-words.ts';
import type { Verdict } from './verdict.ts';

/** Share of answers that missed the SLO, candidate − control. Null: no SLO is configured. */
export function sloVerdict({ slo }: Guardrails, { sloMisses }: Evidence): Verdict | null {
  if (slo.ttftMs === null && slo.tpotMs === null) return null;
  const base = { check: 'SLO', action: slo.action, interval: sloMisses, eValue: null, limit: slo.limit } as const;
  const may = `may be up to ${(100 * slo.limit).toFixed(1)} points`;
  if (sloMisses === null) return { ...base, result: 'inconclusive', text: `SLO misses not known yet, ${may}` };
  const { lower, estimate, upper } = sloMisses;
  const points = intervalInWords({ lower: 100 * lower, estimate: 100 * estimate, upper: 100 * upper }, 1);
  const text = `SLO misses ${points} points, ${may}`;
  if (upper < slo.limit) return { ...base, result: 'pass', text };
  return { ...base, result: lower > slo.limit ? 'fail' : 'inconclusive', text };
}
