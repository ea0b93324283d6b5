/**
 * What an engine has counted since its start, all traffic together, as raw as it counts it: each value only rises while
 * the process lives. `null`: not on this page, because the engine never counts it or has not yet had to.
 *
 * Steps are the engine's own count where it has one. What it does not count is not worked out here but from the
 * *increases* (`completeSteps`): of a rounded counter and an exact one the difference may fall from page to page.
 */
export interface EngineCounters {
  /** Tokens that were emitted: at each step or when a generation ends, see `EngineAdapter.countersMove`. */
  readonly tokens: number | null;
  /** Request-steps, prefills included. */
  readonly steps: number | null;
  /** Draft tokens kept, the bonus token not counted. */
  readonly accepted: number | null;
  /** Steps for which drafts were made. */
  readonly drafts: number | null;
  readonly draftTokens: number | null;
  /** Draft tokens kept at each place of the draft, the first place first. */
  readonly acceptedByPosition: readonly number[] | null;
  readonly prefills: number | null;
  /** Finished generations. */
  readonly requests: number | null;
  /** Tokens of finished generations, or all of them where the engine does not tell the two apart. */
  readonly generatedTokens: number | null;
  /** The coarsest step in which the values on this page can move: 1, or more where the engine rounds what it prints. */
  readonly resolution: number;
}

/** The names of those that are single counters. */
export type ScalarCounter = Exclude<keyof EngineCounters, 'acceptedByPosition' | 'resolution'>;

/** Nothing is counted: the ground that adapters put their own counters on. */
export const noCounters: EngineCounters = {
  tokens: null,
  steps: null,
  accepted: null,
  drafts: null,
  draftTokens: null,
  acceptedByPosition: null,
  prefills: null,
  requests: null,
  generatedTokens: null,
  resolution: 1,
};

/** What an engine is doing now. `null` is "does not say". */
export interface EngineLoad {
  readonly running: number | null;
  readonly waiting: number | null;
  /** Share of the KV cache in use, 0 to 1; of several ranks the fullest one's, which is the first to refuse. */
  readonly kvUse: number | null;
}

export const unknownLoad: EngineLoad = { running: null, waiting: null, kvUse: null };
