/** Why a request failed. */
export type FailureKind =
  /** No connection, or one that broke before the answer's head. */
  | 'connect'
  /** A status other than 200. */
  | 'status'
  /** An error event inside a 200 stream: how TGI reports overload, validation and generation errors. */
  | 'stream-error'
  /** The answer ended before it was complete. */
  | 'truncated'
  /** Not what an OpenAI-compatible server answers. */
  | 'malformed'
  | 'timeout';

export interface Failure {
  readonly kind: FailureKind;
  readonly message: string;
}

/** `usage`: the engine said so. `events`: counted, one event of TGI being one token. */
export type TokenSource = 'usage' | 'events';

/** Times of one request, in milliseconds of the run's monotonic clock. */
export interface AnswerTimes {
  readonly sentAtMs: number;
  /** Of the read that held the first, the last token; null for answers that are not streams. */
  readonly firstTokenAtMs: number | null;
  readonly lastTokenAtMs: number | null;
  readonly endedAtMs: number;
}

/** What was in an answer, complete or not. */
export interface AnswerContent {
  /** Null: nobody said and nothing could be counted. */
  readonly tokens: number | null;
  readonly tokenSource: TokenSource | null;
  readonly finishReason: string | null;
  /** The model the engine says it is. */
  readonly model: string | null;
  readonly firstTokenAtMs: number | null;
  readonly lastTokenAtMs: number | null;
  /** Forward passes, estimated from arrival times (`estimateSteps`); null where they do not tell. */
  readonly estimatedSteps: number | null;
}

/** One request and what came of it. */
export interface Answer extends AnswerContent, AnswerTimes {
  /** Of the response head; null when none came. */
  readonly status: number | null;
  /** What the gateway says served it (`x-slipstream-variant`, `x-slipstream-replica`). */
  readonly variant: string | null;
  readonly replica: string | null;
  readonly failure: Failure | null;
}

export const emptyContent: AnswerContent = {
  tokens: null,
  tokenSource: null,
  finishReason: null,
  model: null,
  firstTokenAtMs: null,
  lastTokenAtMs: null,
  estimatedSteps: null,
};
