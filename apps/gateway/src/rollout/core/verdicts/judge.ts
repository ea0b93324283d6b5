import type { Rollout } from '@slipstream/config';
import type { Evidence } from '../observation.ts';
import { acceptanceVerdict } from './acceptance-verdict.ts';
import { bandVerdict } from './band-verdict.ts';
import { errorsVerdict } from './errors-verdict.ts';
import { exposuresVerdict } from './exposures-verdict.ts';
import { eventVerdict } from './event-verdict.ts';
import { ratioVerdict } from './ratio-verdict.ts';
import { sloVerdict } from './slo-verdict.ts';
import { speedupVerdict } from './speedup-verdict.ts';
import type { Verdict } from './verdict.ts';

/** Every check of a rollout. Order: what users feel first. */
export interface Judgement {
  readonly speedup: Verdict;
  /** Whether the replicas of both arms have the same to do. Without that, times compare loads and not variants. */
  readonly load: Verdict;
  /** These must pass before a promotion. */
  readonly required: readonly Verdict[];
  /** These must not fail. */
  readonly watched: readonly Verdict[];
}

export function judge(plan: Rollout, evidence: Evidence): Judgement {
  const { guardrails } = plan;
  const maybe = (verdict: Verdict | null): readonly Verdict[] => (verdict === null ? [] : [verdict]);
  return {
    speedup: speedupVerdict(plan, evidence),
    load: bandVerdict('load', evidence.load, { ...guardrails.load, action: 'pause' }),
    required: [
      ratioVerdict('TPOT', evidence.tpot, guardrails.tpot),
      ratioVerdict('TTFT', evidence.ttft, guardrails.ttft),
    ],
    watched: [
      // Before those that count events by arm: where units do not come as dealt, events do not either.
      eventVerdict('SRM', evidence.srm, guardrails.srm),
      ...maybe(exposuresVerdict(guardrails, evidence)),
      errorsVerdict(guardrails, evidence),
      ...maybe(sloVerdict(guardrails, evidence)),
      eventVerdict('mismatch', evidence.mismatch, guardrails.mismatch),
      eventVerdict('finish reasons', evidence.finishReasons, guardrails.finishReasons),
      bandVerdict('length', evidence.length, guardrails.length),
      ...maybe(acceptanceVerdict(guardrails, evidence)),
    ],
  };
}

export function allVerdicts({ speedup, load, required, watched }: Judgement): readonly Verdict[] {
  return [speedup, ...required, ...watched, load];
}
