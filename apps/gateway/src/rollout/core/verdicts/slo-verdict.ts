import type { Guardrails } from '@slipstream/config';
import type { Evidence } from '../observation.ts';
import { eventVerdict } from './event-verdict.ts';
import type { Verdict } from './verdict.ts';

/** Evidence that the candidate misses the SLO more often than its part. Null: no SLO is configured. */
export function sloVerdict({ slo }: Guardrails, { sloMisses }: Evidence): Verdict | null {
  return slo.ttftMs === null && slo.tpotMs === null ? null : eventVerdict('SLO misses', sloMisses, slo);
}
