import { array, boolean, type Decode, f32, JsonDataError, string, u32, u64, untagged } from '../serde/decode.ts';
import { StructReader } from '../serde/struct-reader.ts';
import type { RequestTraits } from '../traits.ts';

/** The body of `/v1/completions`. */
export interface CompletionRequest {
  readonly prompts: readonly string[];
  readonly maxTokens: number | null;
  readonly temperature: number | null;
  readonly topP: number | null;
  readonly stream: boolean;
  readonly seed: number | null;
  readonly suffix: string | null;
  readonly repetitionPenalty: number | null;
  readonly frequencyPenalty: number | null;
  readonly stop: readonly string[];
}

const onePrompt: Decode<readonly string[]> = (node, path) => [string(node, path)];
const anyPrompts: Decode<readonly string[]> = untagged('PromptDeserializer', [onePrompt, array(string)]);

const prompts: Decode<readonly string[]> = (node, path) => {
  const all = anyPrompts(node, path);
  if (all.length > 0) return all;
  const message = 'Empty array detected. Do not use an empty array for the prompt.';
  throw new JsonDataError(message, path, node.end);
};

export function completionRequest(traits: RequestTraits): Decode<CompletionRequest> {
  return (node, path) => {
    const fields = new StructReader(node, path, 'CompletionRequest');
    if (traits.modelRequired) fields.required('model', string);
    else fields.optional('model', string);
    return {
      prompts: fields.required('prompt', prompts),
      maxTokens: fields.optional('max_tokens', u32),
      temperature: fields.optional('temperature', f32),
      topP: fields.optional('top_p', f32),
      stream: fields.defaulted('stream', boolean, false),
      seed: fields.optional('seed', u64),
      suffix: fields.optional('suffix', string),
      repetitionPenalty: fields.optional('repetition_penalty', f32),
      frequencyPenalty: fields.optional('frequency_penalty', f32),
      stop: fields.optional('stop', array(string)) ?? [],
    };
  };
}
