import type { RolloutSection, RolloutStepSection } from './config-file.ts';
import type { Variant } from './config.ts';
import type { Rollout, RolloutStep } from './rollout.ts';

/** A plan out of its section; the control is the one named, or the candidate's own. */
export function normaliseRollout(
  name: string,
  section: RolloutSection,
  variants: ReadonlyMap<string, Variant> | undefined,
): Rollout {
  const { guardrails, block, soak, longest, patience, rollbackWindow, steps, control, ...rest } = section;
  const { slo, mismatch } = guardrails;
  return {
    ...rest,
    name,
    // The file has been checked: one of them is there.
    control: control ?? variants?.get(section.candidate)?.control ?? '',
    steps: steps.map(step),
    blockMs: block,
    soakMs: soak,
    longestMs: longest,
    patienceMs: patience,
    rollbackWindowMs: rollbackWindow,
    guardrails: {
      ...guardrails,
      mismatch: { everyMs: mismatch.every, alpha: mismatch.alpha, action: mismatch.action },
      slo: { ttftMs: slo.ttft, tpotMs: slo.tpot, alpha: slo.alpha, action: slo.action },
    },
  };
}

function step({ coverage, swap, hold, candidateWeight, confirm }: RolloutStepSection): RolloutStep {
  if (swap !== null) {
    const { route, body, back, timeout, proof } = swap;
    return { kind: 'swap', route, body, back, timeoutMs: timeout, proofMs: proof, confirm };
  }
  return { kind: 'coverage', coverage: coverage ?? { ofMatched: 1 }, candidateWeight, holdMs: hold, confirm };
}
