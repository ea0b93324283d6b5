import { tokenize } from '../../../engine/language/tokenizer.ts';
import type { Generated } from '../handlers/generate-once.ts';
import type { GenerationEnd, InferToken } from '../infer/generation.ts';
import type { GenerateParameters } from '../requests/generate-parameters.ts';
import { rawFinishReason } from './finish-reason.ts';

/** `/generate`'s answer. */
export function nativeAnswer(generated: Generated): Record<string, unknown> {
  const { details, decoderInputDetails } = generated.request.parameters;
  const body = { generated_text: fullText(generated) };
  if (!details && !decoderInputDetails) return body;
  const sequences = generated.others?.map((other) => ({ generated_text: fullText(other), ...sequence(other) }));
  const { top_tokens: topTokens, ...plain } = sequence(generated);
  const best = sequences === undefined ? {} : { best_of_sequences: sequences };
  return { ...body, details: { ...plain, ...best, ...(topTokens === undefined ? {} : { top_tokens: topTokens }) } };
}

/** One event of `/generate_stream`. `index` counts from 1. */
export function nativeEvent(
  index: number,
  token: InferToken,
  end: GenerationEnd | null,
  request: { readonly inputs: string; readonly parameters: GenerateParameters },
  withInputLength: boolean,
): string {
  const { details, returnFullText, topNTokens } = request.parameters;
  const summary = {
    finish_reason: end && rawFinishReason(end.cause),
    generated_tokens: end?.tokens,
    seed: end?.seed,
    ...(withInputLength ? { input_length: end?.inputTokens } : {}),
  };
  return JSON.stringify({
    index,
    token: tokenJson(token),
    ...(topNTokens === null || topNTokens === 0 ? {} : { top_tokens: [tokenJson(token)] }),
    generated_text: end && (returnFullText === true ? request.inputs + end.text : end.text),
    details: end && details ? summary : null,
  });
}

function fullText({ request, end }: Generated): string {
  return request.parameters.returnFullText === true ? request.inputs + end.text : end.text;
}

function sequence({ request, end, tokens }: Generated): Record<string, unknown> & { top_tokens?: unknown } {
  const { decoderInputDetails, topNTokens } = request.parameters;
  return {
    finish_reason: rawFinishReason(end.cause),
    generated_tokens: end.tokens,
    seed: end.seed,
    prefill: decoderInputDetails ? prefillTokens(request.inputs) : [],
    tokens: tokens.map(tokenJson),
    ...(topNTokens === null || topNTokens === 0 ? {} : { top_tokens: tokens.map((token) => [tokenJson(token)]) }),
  };
}

/** The prompt's tokens. Their probabilities are not emulated: the first has none in TGI either, the others say −1. */
function prefillTokens(inputs: string): unknown[] {
  return tokenize(inputs).map(({ id, text }, index) => ({ id, text, logprob: index === 0 ? null : -1 }));
}

function tokenJson({ id, text, logprob, special }: InferToken): Record<string, unknown> {
  return { id, text, logprob, special };
}
