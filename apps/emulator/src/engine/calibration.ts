/**
 * The emulated machine in numbers. The names in brackets are the sources that docs/emulator.md lists. It is a model of a machine, not a machine: the constants are
 * chosen so that the published ratios come out, they were never
 * measured on a GPU. Times are milliseconds of engine time, `[assumed]` marks what no source states.
 */
import type { Piece } from './language/piece.ts';
import type { PromptKind } from './language/prompt-kind.ts';
import type { HeadKind, SpeculatorKind } from './speculation/speculator-kind.ts';

export type BaseModelName = 'llama-3-8b' | 'mistral-7b';

export interface BaseModel {
  readonly name: BaseModelName;
  /** 16-bit weights: all of them are read once per forward pass. */
  readonly weightBytes: number;
  readonly eos: Piece;
}

/** Parameter counts of the model cards × 2 bytes: 8.03 and 7.24 billion. */
export const BASE_MODELS: Readonly<Record<BaseModelName, BaseModel>> = {
  'llama-3-8b': { name: 'llama-3-8b', weightBytes: 16.06e9, eos: { id: 128_009, text: '', special: true } },
  'mistral-7b': { name: 'mistral-7b', weightBytes: 14.48e9, eos: { id: 2, text: '', special: true } },
};

/**
 * Bytes per millisecond that weights are read with. Two 24 GB cards of 600 GB/s each [assumed; the published test says
 * `--gpus 2` and names no card] at 63 %: Llama-3-8B then takes 21.2 ms per step and 200 tokens take 4.2 s, which is the
 * published baseline at 1 VU, 0.233 requests of 200 tokens per second [table].
 */
export const WEIGHT_BYTES_PER_MS = 2 * 600e6 * 0.63;

/**
 * What one row of a decode batch (a request × (k + 1) positions) costs once rows outweigh the reading of weights. Fitted
 * to the step cost at 10 VUs, 1.65–1.72 [table], and several times what the arithmetic alone would
 * take: it stands for all that grows with rows there, e.g. running without CUDA graphs above 32 rows [tgi].
 */
export const COMPUTE_MS_PER_ROW = 0.53;

/** Prompt tokens are computed side by side: 16 GFLOP each at 60 % of 2 × 70 TFLOPS [assumed, the same cards]. */
export const PREFILL_MS_PER_TOKEN = 0.19;

/** Of each pass, the router-side time that TGI reports as `decode` (token ids to text, stop checks), per request [assumed]. */
export const DETOKENIZE_MS_PER_REQUEST = 0.02;

/**
 * k where the caller names none. `mlp` 4: the public files of ibm-fms/llama3-8b-accelerator, 4.81 + 1.58 GB [hf-mlp], fit four
 * heads of 3072 × 128,256 with their embeddings to the last digit, and not three of 4096. `medusa` 3: config.json of the
 * public TGI Medusas beside it and before it says 3 heads [hf-medusa]; its own was not read.
 * `eagle` 4: [vllm-20780]. `ngram` 3: TGI has no default (k = --speculate) [assumed].
 */
export const DEFAULT_DRAFT_TOKENS: Readonly<Record<SpeculatorKind, number>> = {
  none: 0,
  ngram: 3,
  mlp: 4,
  medusa: 3,
  eagle: 4,
};

/**
 * What a speculated step costs beside the verification, per drafted token, as a share of the plain step.
 * - `mlp` 0.1125: step cost 1.45 at batch 1 with k = 4, between the two readings of the published table, 1.31 and 1.62
 *   [table]. The heads' own weights, 3.15 of 16.06 GB, explain 1.20 of it.
 * - `medusa` 0.11: step cost 1.33 with k = 3; with about 1.9 tokens a step that is the Medusa speed-up of 1.44 in
 *   [spec-bench]. The heads' weights, 0.89 of 14.48 GB, explain 1.06.
 * - `eagle` 0.15: step cost 1.6 with k = 4, as 4.05 ms per token against 7.07 at about 2.8 tokens a step [vllm-20780].
 * - `ngram` 0.018: step cost 1.05 with k = 3, prompt lookup, 1.73 tokens a step for 1.64× [spec-bench].
 */
export const DRAFT_SHARE_PER_TOKEN: Readonly<Record<SpeculatorKind, number>> = {
  none: 0,
  ngram: 0.018,
  mlp: 0.1125,
  medusa: 0.11,
  eagle: 0.15,
};

/** How well a speculator's heads guess the target's most likely token. */
export interface HeadAccuracy {
  /** Of the first head, by kind of prompt. */
  readonly first: Readonly<Record<PromptKind, number>>;
  /** Each further head's accuracy, given that the one before was right, as a share of that one's. */
  readonly decay: number;
}

/**
 * Accuracies. The order of the kinds, code > extraction > summary > translation > chat > reasoning, and their distances
 * are assumed (the same direction as 3.32 tokens a step for coding against 2.01–2.33 for writing [amd]); the
 * level is fitted:
 * - `mlp`: acceleration 1.75 over the built-in prompts at max_tokens 200 with the prefill steps counted (published 1.73
 *   and 1.76 [table]).
 * - `medusa`: about 1.9 tokens a step [assumed]; the tree-verified Medusa of [spec-bench] reaches 2.32, TGI verifies one chain.
 * - `eagle`: about 2.8 tokens a step; 2.36 at k = 2 and 3.54 at k = 7 [vllm-20780].
 * Falling accuracy from head to head is what all per-position figures show, e.g. "position 7 survives < 10 %, first
 * > 70 %" [dspark]; by how much is assumed.
 */
export const HEAD_ACCURACY: Readonly<Record<HeadKind, HeadAccuracy>> = {
  mlp: {
    first: { code: 0.615, extraction: 0.57, summary: 0.51, translation: 0.47, chat: 0.43, reasoning: 0.41 },
    decay: 0.78,
  },
  medusa: {
    first: { code: 0.69, extraction: 0.64, summary: 0.58, translation: 0.54, chat: 0.5, reasoning: 0.48 },
    decay: 0.78,
  },
  eagle: {
    first: { code: 0.83, extraction: 0.8, summary: 0.75, translation: 0.71, chat: 0.68, reasoning: 0.67 },
    decay: 0.96,
  },
};

/** Above this many rows (requests × (k + 1)) TGI skips the heads and drafts by n-gram [tgi]. */
export const MOST_HEAD_ROWS = 128;
