import type { RequestTraits } from '../traits.ts';
import { array, boolean, type Decode, f32, string, u32, u64 } from '../serde/decode.ts';
import { StructReader } from '../serde/struct-reader.ts';
import { type ChatMessage, chatMessage } from './chat-message.ts';
import type { Grammar } from './generate-parameters.ts';
import { grammar } from './grammar.ts';
import { type Tool, tool, type ToolChoice, toolChoice } from './tool.ts';

/** The body of `/v1/chat/completions`, read and typed, not yet validated. */
export interface ChatRequest {
  readonly model: string | null;
  readonly messages: readonly ChatMessage[];
  readonly frequencyPenalty: number | null;
  readonly logprobs: boolean;
  readonly topLogprobs: number | null;
  readonly maxTokens: number | null;
  readonly presencePenalty: number | null;
  readonly stop: readonly string[];
  readonly stream: boolean;
  readonly includeUsage: boolean;
  readonly seed: number | null;
  readonly temperature: number | null;
  readonly topP: number | null;
  readonly tools: readonly Tool[] | null;
  readonly toolPrompt: string | null;
  readonly toolChoice: ToolChoice | null;
  readonly responseFormat: Grammar | null;
}

const streamOptions: Decode<boolean> = (node, path) =>
  new StructReader(node, path, 'StreamOptions').defaulted('include_usage', boolean, false);

/** Field by field as the version's `ChatRequest` has them; what it does not know is ignored. */
export function chatRequest(traits: RequestTraits): Decode<ChatRequest> {
  return (node, path) => {
    const fields = new StructReader(node, path, 'ChatRequest');
    // Unused by TGI, but of a type: OpenAI's object form of logit_bias is refused.
    fields.optional('logit_bias', array(f32));
    fields.optional('n', u32);
    if (traits.guideline) fields.optional('guideline', string);
    return {
      model: traits.modelRequired ? fields.required('model', string) : fields.optional('model', string),
      messages: fields.required('messages', array(chatMessage(traits.toolCallMessages))),
      frequencyPenalty: fields.optional('frequency_penalty', f32),
      logprobs: fields.optional('logprobs', boolean) ?? false,
      topLogprobs: fields.optional('top_logprobs', u32),
      maxTokens: fields.optional('max_tokens', u32, traits.maxTokensAliases),
      presencePenalty: fields.optional('presence_penalty', f32),
      stop: fields.optional('stop', array(string)) ?? [],
      stream: fields.defaulted('stream', boolean, false),
      // Not an Option in TGI: an explicit null is refused.
      includeUsage: traits.streamOptions ? fields.defaulted('stream_options', streamOptions, false) : false,
      seed: fields.optional('seed', u64),
      temperature: fields.optional('temperature', f32),
      topP: fields.optional('top_p', f32),
      tools: fields.optional('tools', array(tool)),
      toolPrompt: fields.optional('tool_prompt', string),
      toolChoice: fields.defaulted('tool_choice', toolChoice(traits.tools), null),
      responseFormat: traits.responseFormats && fields.optional('response_format', grammar(traits.responseFormats)),
    };
  };
}
