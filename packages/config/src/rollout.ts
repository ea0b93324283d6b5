/** What is done when a check fails. `report`: told, and nothing else. */
export type GuardrailAction = 'rollback' | 'pause' | 'report';

/**
 * The plan that moves a candidate's coverage through steps. Times in milliseconds; shares in [0, 1]. What each field means and
 * its default stand in `rollout-schema.ts`.
 */
export interface Rollout {
  readonly name: string;
  readonly model: string;
  readonly control: string;
  readonly candidate: string;
  readonly start: 'manual' | 'auto';
  /** Milliseconds since the epoch; null: no bound. */
  readonly schedule: { readonly notBefore: number | null; readonly notAfter: number | null };
  /** At least one; the first and the last are steps of coverage. */
  readonly steps: readonly RolloutStep[];
  readonly warmup: number;
  readonly blockMs: number;
  readonly minBlocks: number;
  /** Of each arm, in each step. */
  readonly minRequests: number;
  readonly minimalEffect: number;
  /** Chance that the proof of a speed-up is ever wrong, over all looks. */
  readonly alpha: number;
  readonly soakMs: number;
  readonly longestMs: number;
  readonly patienceMs: number;
  readonly onInconclusive: 'pause' | 'rollback' | 'wait';
  readonly confirmPromotion: boolean;
  readonly rollbackWindowMs: number;
  readonly holdback: number;
  readonly guardrails: Guardrails;
}

export type RolloutStep = CoverageStep | SwapStep;

export interface CoverageStep {
  readonly kind: 'coverage';
  readonly coverage: Coverage;
  /** Of the covered units, in (0, 1); null: equal to the control's, or more where the candidate has most of the replicas. */
  readonly candidateWeight: number | null;
  readonly holdMs: number;
  /** Somebody must confirm it before it begins. */
  readonly confirm: boolean;
}

/** A share of the units; or a part of the coverage at which every replica gets as many requests as any other. */
export type Coverage = { readonly ofUnits: number } | { readonly ofMatched: number };

/** New draft weights, loaded by the candidate's engines while they serve. */
export interface SwapStep {
  readonly kind: 'swap';
  readonly route: SwapRoute;
  readonly body: SwapBody;
  /** What brings back the weights of before; null: nothing does but a restart of the engines. */
  readonly back: SwapBody | null;
  /** For the engines' answers. */
  readonly timeoutMs: number;
  /** For the proof, after the answers. */
  readonly proofMs: number;
  readonly confirm: boolean;
}

/** The engines' routes that may be called; no other can be configured. */
export type SwapRoute = 'sglang' | 'vllm';

/** Of SGLang's one call, as it is sent; of vLLM's calls `update_info` and `weight_version`. */
export type SwapBody = Readonly<Record<string, unknown>>;

export interface Guardrails {
  readonly ttft: RatioGuardrail;
  readonly tpot: RatioGuardrail;
  readonly length: RatioGuardrail;
  readonly errors: EventGuardrail & {
    /** Failed requests of the candidate beyond the control's part. */
    readonly budget: number;
  };
  readonly mismatch: EventGuardrail & {
    /** Between two prompts of our own that are answered by both arms and compared; null: none is. */
    readonly everyMs: number | null;
  };
  readonly finishReasons: EventGuardrail;
  /** Null thresholds are not judged; without any, nothing is. */
  readonly slo: EventGuardrail & { readonly ttftMs: number | null; readonly tpotMs: number | null };
  /** Tokens per forward pass below which a speculator has stopped working. */
  readonly acceptance: { readonly floor: number; readonly action: GuardrailAction };
  readonly srm: EventGuardrail;
  /** `limit`: share of the units that may have been exposed to both arms. */
  readonly exposures: RatioGuardrail;
  readonly load: {
    /** How far the load per replica may differ between the arms: a share. */
    readonly limit: number;
    /** How often units are dealt anew, in another run, where the split should match the load and does not. */
    readonly redeals: number;
  };
}

/** `limit`: how much worse the candidate may be, as a share. */
export interface RatioGuardrail {
  readonly limit: number;
  readonly action: GuardrailAction;
}

/** `alpha`: chance of a false alarm, over all looks. */
export interface EventGuardrail {
  readonly alpha: number;
  readonly action: GuardrailAction;
}
