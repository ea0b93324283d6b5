import type { TgiLimits } from './limits.ts';
import type { GenerateParameters, GenerateRequest, Grammar } from './requests/generate-parameters.ts';

/** A request that may be scheduled. */
export interface ValidRequest {
  readonly inputTokens: number;
  /** New tokens of this pass. */
  readonly maxNewTokens: number;
  /** New tokens of all passes together (the same, where a version makes one pass). */
  readonly maxTotalNewTokens: number;
}
export type Validation =
  | { readonly ok: true; readonly request: ValidRequest }
  /** `inputTokens`: counted before the refusal (TGI has recorded the length by then), else null. */
  | { readonly ok: false; readonly reason: string; readonly inputTokens: number | null };

export interface ValidationRules {
  readonly limits: TgiLimits;
  readonly tokensPerPass: number | null;
  countTokens(text: string): number;
}

/** TGI's checks in TGI's order: the first that fails is the one reported. */
export function validate(request: GenerateRequest, rules: ValidationRules): Validation {
  const reason = parameterFault(request, rules.limits);
  if (reason !== null) return { ok: false, reason, inputTokens: null };
  const { limits } = rules;
  const { truncate, maxNewTokens: asked, grammar } = request.parameters;
  const inputTokens = Math.min(rules.countTokens(request.inputs), truncate ?? Number.POSITIVE_INFINITY);
  const maxTotalNewTokens = asked ?? Math.max(0, limits.maxTotalTokens - inputTokens);
  const maxNewTokens = Math.min(maxTotalNewTokens, rules.tokensPerPass ?? Number.POSITIVE_INFINITY);
  const lengthReason = lengthFault(inputTokens, maxNewTokens, limits);
  if (lengthReason !== null) return { ok: false, reason: lengthReason, inputTokens: null };
  const grammarReason = grammar && grammarFault(grammar);
  if (grammarReason !== null) return { ok: false, reason: grammarReason, inputTokens };
  return { ok: true, request: { inputTokens, maxNewTokens, maxTotalNewTokens } };
}

function parameterFault({ inputs, parameters: p }: GenerateRequest, limits: TgiLimits): string | null {
  const bestOf = p.bestOf ?? 1;
  const checks: readonly (readonly [boolean, string])[] = [
    [bestOf > 1 && !isSampling(p), 'you must use sampling when `best_of` is > 1'],
    [p.temperature !== null && p.temperature <= 0, '`temperature` must be strictly positive'],
    [p.repetitionPenalty !== null && p.repetitionPenalty <= 0, '`repetition_penalty` must be strictly positive'],
    [Math.abs(p.frequencyPenalty ?? 0) > 2, '`frequency_penalty` must be >= -2.0 and <= 2.0'],
    // 1 is refused too, though OpenAI clients send it.
    [isOutsideOpenUnit(p.topP), '`top_p` must be > 0.0 and < 1.0'],
    [isOutsideOpenUnit(p.typicalP), '`typical_p` must be > 0.0 and < 1.0'],
    [p.topK !== null && p.topK <= 0, '`top_k` must be strictly positive'],
    [p.maxNewTokens === 0, '`max_new_tokens` must be strictly positive'],
    [
      p.stop.length > limits.maxStopSequences,
      `\`stop\` supports up to ${limits.maxStopSequences} stop sequences. Given: ${p.stop.length}`,
    ],
    [bestOf > 1 && p.seed !== null, '`seed` must not be set when `best_of` > 1'],
    [
      (p.topNTokens ?? 0) > limits.maxTopNTokens,
      `\`top_n_tokens\` must be >= 0 and <= ${limits.maxTopNTokens}. Given: ${p.topNTokens}`,
    ],
    [inputs === '', '`inputs` cannot be empty'],
    [
      p.truncate !== null && (p.truncate === 0 || p.truncate > limits.maxInputTokens),
      `\`truncate\` must be strictly positive and less than ${limits.maxInputTokens}. Given: ${p.truncate}`,
    ],
  ];
  return checks.find(([fails]) => fails)?.[1] ?? null;
}

function isSampling(p: GenerateParameters): boolean {
  return p.doSample || p.temperature !== null || p.topK !== null || p.topP !== null || p.typicalP !== null;
}

function isOutsideOpenUnit(value: number | null): boolean {
  return value !== null && !(value > 0 && value < 1);
}

function lengthFault(inputTokens: number, maxNewTokens: number, limits: TgiLimits): string | null {
  if (inputTokens + maxNewTokens > limits.maxTotalTokens) {
    const given = `${inputTokens} \`inputs\` tokens and ${maxNewTokens} \`max_new_tokens\``;
    return `\`inputs\` tokens + \`max_new_tokens\` must be <= ${limits.maxTotalTokens}. Given: ${given}`;
  }
  if (inputTokens > limits.maxInputTokens) {
    return `\`inputs\` must have less than ${limits.maxInputTokens} tokens. Given: ${inputTokens}`;
  }
  return null;
}

function grammarFault(grammar: Grammar): string | null {
  if (grammar.kind === 'regex') return null;
  const schema = typeof grammar.value === 'string' ? parsed(grammar.value) : grammar.value;
  if (schema === undefined) return 'grammar is not valid: expected value at line 1 column 1';
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return 'grammar is not supported';
  return 'properties' in schema ? null : "grammar is not valid: Grammar must have a 'properties' field";
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
