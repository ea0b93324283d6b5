import type { AnswerJson } from '../../../testing/openai-calls.ts';

export interface TimingsJson {
  readonly prompt_n: number;
  readonly predicted_n: number;
  readonly predicted_ms: number;
  readonly predicted_per_token_ms: number;
  readonly draft_n?: number;
  readonly draft_n_accepted?: number;
}

/** An answer or a chunk, as far as tests look at it. */
export type LlamaJson = AnswerJson & { readonly timings?: TimingsJson };
