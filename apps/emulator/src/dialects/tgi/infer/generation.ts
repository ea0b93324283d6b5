/** What a generation gives to the routes: tokens, its end, or an error. */
import type { FinishCause } from '../../../engine/engine.ts';
import type { TgiError } from '../tgi-error.ts';

export interface InferToken {
  readonly id: number;
  /** As the shard decodes it: of a special token its name, which chat routes leave out. */
  readonly text: string;
  readonly logprob: number;
  readonly special: boolean;
}

export interface GenerationEnd {
  /** The whole text, special tokens left out. */
  readonly text: string;
  readonly tokens: number;
  readonly cause: FinishCause;
  /** Null when greedy. */
  readonly seed: number | null;
  readonly inputTokens: number;
  /** Engine clock: entered the handler, the queue, the batch; ended. */
  readonly receivedAtMs: number;
  readonly queuedAtMs: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
}

export interface InferSink {
  /** The tokens of one step; with `end`, the last ones. */
  tokens(tokens: readonly InferToken[], end: GenerationEnd | null): void;
  /** Refused or failed: nothing follows. */
  failed(error: TgiError): void;
}

/** A generation's claim on the server. */
export interface Permit {
  release(): void;
}
