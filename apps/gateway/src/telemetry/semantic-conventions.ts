import type { SemanticConventions } from '@slipstream/config';

/** Attribute names of one edition of the GenAI conventions; null: that edition has no word for it, so it is not sent. */
export interface GenAiNames {
  readonly operationName: string;
  readonly providerName: string;
  readonly requestModel: string;
  readonly requestStream: string | null;
  readonly requestMaxTokens: string;
  readonly requestTemperature: string;
  readonly responseModel: string;
  readonly responseFinishReasons: string;
  /** Seconds. */
  readonly timeToFirstChunk: string | null;
  readonly inputTokens: string;
  readonly outputTokens: string;
  /** Part of the input. */
  readonly cachedTokens: string | null;
  /** Part of the output. */
  readonly reasoningTokens: string | null;
}

/**
 * All GenAI names in one table, since every one of them is in "Development" and has been renamed before.
 *
 * `gen_ai`: github.com/open-telemetry/semantic-conventions-genai, schema 1.42.0.
 * `gen_ai_legacy`: the names before 1.37 (`gen_ai.system`), with the token names that engines and boards of that time
 * use (`gen_ai.usage.prompt_tokens`, as vLLM still writes) and vLLM's name for the time to the first token.
 */
export const genAiNames: Readonly<Record<SemanticConventions, GenAiNames>> = {
  gen_ai: {
    operationName: 'gen_ai.operation.name',
    providerName: 'gen_ai.provider.name',
    requestModel: 'gen_ai.request.model',
    requestStream: 'gen_ai.request.stream',
    requestMaxTokens: 'gen_ai.request.max_tokens',
    requestTemperature: 'gen_ai.request.temperature',
    responseModel: 'gen_ai.response.model',
    responseFinishReasons: 'gen_ai.response.finish_reasons',
    timeToFirstChunk: 'gen_ai.response.time_to_first_chunk',
    inputTokens: 'gen_ai.usage.input_tokens',
    outputTokens: 'gen_ai.usage.output_tokens',
    cachedTokens: 'gen_ai.usage.cache_read.input_tokens',
    reasoningTokens: 'gen_ai.usage.reasoning.output_tokens',
  },
  gen_ai_legacy: {
    operationName: 'gen_ai.operation.name',
    providerName: 'gen_ai.system',
    requestModel: 'gen_ai.request.model',
    requestStream: null,
    requestMaxTokens: 'gen_ai.request.max_tokens',
    requestTemperature: 'gen_ai.request.temperature',
    responseModel: 'gen_ai.response.model',
    responseFinishReasons: 'gen_ai.response.finish_reasons',
    timeToFirstChunk: 'gen_ai.latency.time_to_first_token',
    inputTokens: 'gen_ai.usage.prompt_tokens',
    outputTokens: 'gen_ai.usage.completion_tokens',
    cachedTokens: null,
    reasoningTokens: null,
  },
};

/** The edition as the collector is told of it, with the spans. A mixed old edition has no schema of its own. */
export const genAiEdition: Readonly<Record<SemanticConventions, { readonly schemaUrl?: string }>> = {
  gen_ai: { schemaUrl: 'https://opentelemetry.io/schemas/gen-ai/1.42.0' },
  gen_ai_legacy: {},
};
