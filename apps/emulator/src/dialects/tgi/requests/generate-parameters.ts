/** What conditions and bounds one generation, before validation. Null = not given. */
export interface GenerateParameters {
  readonly bestOf: number | null;
  readonly temperature: number | null;
  readonly repetitionPenalty: number | null;
  readonly frequencyPenalty: number | null;
  readonly topK: number | null;
  readonly topP: number | null;
  readonly typicalP: number | null;
  readonly doSample: boolean;
  readonly maxNewTokens: number | null;
  readonly returnFullText: boolean | null;
  readonly stop: readonly string[];
  readonly truncate: number | null;
  readonly details: boolean;
  readonly decoderInputDetails: boolean;
  readonly seed: number | null;
  readonly topNTokens: number | null;
  readonly grammar: Grammar | null;
}

/** A constraint on the text: a JSON schema (as sent: an object, or its text) or a regular expression. */
export type Grammar =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'regex'; readonly pattern: string };

/** One generation as TGI's core takes it, whatever route it came by. */
export interface GenerateRequest {
  /** The templated prompt. */
  readonly inputs: string;
  readonly parameters: GenerateParameters;
  /** The client's `x-request-id`, for the engine's journal; TGI itself does not look at it. */
  readonly name?: string | null;
}

/** What every route starts from; each sets what its fields say. */
export const plainParameters: GenerateParameters = {
  bestOf: null,
  temperature: null,
  repetitionPenalty: null,
  frequencyPenalty: null,
  topK: null,
  topP: null,
  typicalP: null,
  doSample: true,
  maxNewTokens: null,
  returnFullText: null,
  stop: [],
  truncate: null,
  details: false,
  decoderInputDetails: false,
  seed: null,
  topNTokens: null,
  grammar: null,
};
