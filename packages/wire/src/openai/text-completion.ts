import type { UsageWire } from './usage-wire.ts';

/** The fields of a `/v1/completions` request that Slipstream reads or writes. */
export interface TextCompletionRequest {
  readonly model?: string;
  readonly prompt: string | readonly string[];
  readonly stream?: boolean | null;
  readonly stream_options?: { readonly include_usage?: boolean } | null;
  readonly max_tokens?: number | null;
  readonly temperature?: number | null;
  readonly seed?: number | null;
  readonly stop?: string | readonly string[] | null;
  readonly user?: string;
}

/** `text_completion`: the whole answer, and also each event of a streamed one. */
export interface TextCompletion {
  readonly id: string;
  readonly object: string;
  /** Seconds since the epoch. */
  readonly created: number;
  readonly model: string;
  readonly system_fingerprint?: string;
  readonly choices: readonly TextCompletionChoice[];
  readonly usage?: UsageWire | null;
}

export interface TextCompletionChoice {
  readonly index: number;
  readonly text: string;
  readonly logprobs?: unknown;
  /** In a stream null until the end, except in TGI, where it is the empty string. */
  readonly finish_reason: string | null;
}
