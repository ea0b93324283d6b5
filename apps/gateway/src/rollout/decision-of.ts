import type { RolloutDecision } from '../ports.ts';
import type { RolloutEvent } from './core/rollout-event.ts';

/** A decision as telemetry tells it: in words, since its numbers are in the audit log. */
export function decisionOf({ at, verdicts, ...event }: RolloutEvent): RolloutDecision {
  const { rollout, model, revision, run, from, to, by, why } = event;
  const told = verdicts.map(({ result, text }) => `${result}: ${text}`);
  return { rollout, model, revision, run, from, to, by, why, wallMs: at.wallMs, verdicts: told };
}
