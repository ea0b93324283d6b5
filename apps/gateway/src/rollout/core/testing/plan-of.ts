import type { Guardrails, Rollout } from '@slipstream/config';

const guardrails: Guardrails = {
  ttft: { limit: 0.1, action: 'rollback' },
  tpot: { limit: 0.02, action: 'rollback' },
  length: { limit: 0.1, action: 'pause' },
  errors: { alpha: 0.01, action: 'rollback', budget: 50 },
  mismatch: { everyMs: null, alpha: 0.01, action: 'rollback' },
  finishReasons: { alpha: 0.01, action: 'pause' },
  slo: { ttftMs: null, tpotMs: null, alpha: 0.01, action: 'rollback' },
  acceptance: { floor: 1.05, action: 'rollback' },
  srm: { alpha: 0.001, action: 'pause' },
  exposures: { limit: 0.01, action: 'pause' },
  load: { limit: 0.1, redeals: 0 },
};

/** A plan of three steps of a minute each, with blocks of a second. */
export function planOf(
  changes: Partial<Omit<Rollout, 'guardrails'>> & { guardrails?: Partial<Guardrails> } = {},
): Rollout {
  return {
    name: 'mlp-live',
    model: 'tgi',
    control: 'baseline',
    candidate: 'mlp',
    start: 'manual',
    schedule: { notBefore: null, notAfter: null },
    steps: [0.1, 0.5, 1].map((ofMatched) => ({
      kind: 'coverage',
      coverage: { ofMatched },
      candidateWeight: null,
      holdMs: 60_000,
      confirm: false,
    })),
    warmup: 5,
    blockMs: 1000,
    minBlocks: 20,
    minRequests: 300,
    minimalEffect: 0.05,
    alpha: 0.05,
    soakMs: 60_000,
    longestMs: 3_600_000,
    patienceMs: 86_400_000,
    onInconclusive: 'pause',
    confirmPromotion: false,
    rollbackWindowMs: 600_000,
    holdback: 0.05,
    ...changes,
    guardrails: { ...guardrails, ...changes.guardrails },
  };
}
