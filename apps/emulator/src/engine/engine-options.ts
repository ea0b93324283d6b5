import type { BaseModelName } from './calibration.ts';
import type { EngineClock, EngineObserver } from './engine.ts';
import type { BatchLimits } from './scheduling/batch-limits.ts';
import type { SpeculatorKind } from './speculation/speculator-kind.ts';

/** One emulated server: which model, which speculator, how it batches. */
export interface EngineOptions {
  readonly clock: EngineClock;
  readonly base: BaseModelName;
  readonly speculator: {
    readonly kind: SpeculatorKind;
    /** k, tokens drafted per step; null = the speculator's own (`DEFAULT_DRAFT_TOKENS`). Ignored for `none`. */
    readonly draftTokens: number | null;
    /** How good trained heads are, 0…1 of their accuracy in the tables (`HEAD_ACCURACY`). Default 1. */
    readonly quality?: number;
    /** `ngram`: propose something at every step, sense or nonsense (TGI), or only what follows a match. Default `always`. */
    readonly ngram?: 'always' | 'on-match';
    /** `room`: no draft is longer than what may still be generated, less the token that the step yields anyway. Default `k`. */
    readonly longest?: 'k' | 'room';
    /** Above this many rows, requests × (k + 1), heads give way to n-gram. Default TGI's, `MOST_HEAD_ROWS`. */
    readonly mostHeadRows?: number;
  };
  /** Decides the sampling of requests without a seed, the jitter and which answers are lossy; never the greedy text. */
  readonly seed: number;
  /** Share of answers, 0…1, whose greedy text differs from the base model's. Default 0. */
  readonly lossyShare?: number;
  /** Step times vary evenly by ± this share. Default 0. */
  readonly jitter?: number;
  readonly limits?: Partial<BatchLimits>;
  readonly observer?: EngineObserver;
}
