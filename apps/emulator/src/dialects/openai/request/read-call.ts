import type { TemplateMessage } from '../../model/chat-template.ts';
import { BodyReader, isObject } from './body-reader.ts';
import type { GenerationCall } from './generation-call.ts';

/** Reads the fields that the three servers share. Wrong ones are in `reader.issues`. `switches`: boolean fields of the server's own. */
export function readCall(
  kind: GenerationCall['kind'],
  reader: BodyReader,
  switches: readonly string[],
): GenerationCall {
  reader.required(kind === 'chat' ? 'messages' : 'prompt');
  const on = switches.filter((name) => reader.boolean(name) === true);
  const maxTokens = reader.integer('max_tokens');
  return {
    kind,
    model: reader.string('model'),
    messages: kind === 'chat' ? readMessages(reader) : [],
    prompts: kind === 'completion' ? readPrompts(reader) : [],
    n: reader.integer('n') ?? 1,
    stream: reader.boolean('stream') ?? false,
    streamOptions: reader.inside('stream_options', (options) => ({
      includeUsage: options.boolean('include_usage'),
      continuousUsage: options.boolean('continuous_usage_stats') ?? false,
    })),
    maxTokens: (kind === 'chat' ? reader.integer('max_completion_tokens') : null) ?? maxTokens,
    temperature: reader.number('temperature'),
    topP: reader.number('top_p'),
    topK: reader.integer('top_k'),
    seed: reader.integer('seed'),
    stop: reader.strings('stop'),
    ignoreEos: reader.boolean('ignore_eos') ?? false,
    // A switch in chats, a number of alternatives in completions: 0 asks for the tokens' own.
    logprobs: kind === 'chat' ? (reader.boolean('logprobs') ?? false) : reader.integer('logprobs') !== null,
    toolChoice: reader.raw('tool_choice') ?? null,
    hasTools: (reader.list('tools')?.length ?? 0) > 0,
    switches: new Set(on),
  };
}

function readMessages(reader: BodyReader): TemplateMessage[] {
  return (reader.list('messages') ?? []).flatMap((message, index) => {
    if (!isObject(message)) {
      reader.issue('dict_type', ['messages', index], 'Input should be a valid dictionary', message);
      return [];
    }
    const inner = new BodyReader(message, ['body', 'messages', index]);
    inner.required('role');
    const role = inner.string('role') ?? 'user';
    const content = contentText(message['content'] ?? null);
    if (content === null) inner.issue('string_type', ['content'], 'Input should be a valid string', message['content']);
    reader.issues.push(...inner.issues);
    return [{ role, content: content ?? '' }];
  });
}

/** Text, or the text parts of a list. Null = neither. */
function contentText(content: unknown): string | null {
  if (content === null) return '';
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return null;
  return content.map((part) => (isObject(part) && typeof part['text'] === 'string' ? part['text'] : '')).join('');
}

/** A text or a list of texts. Lists of token ids become words of one token each, which is what counts here. */
function readPrompts(reader: BodyReader): string[] {
  const prompt = reader.raw('prompt');
  if (typeof prompt === 'string') return [prompt];
  if (Array.isArray(prompt) && prompt.length > 0) {
    if (prompt.every((item) => typeof item === 'string')) return [...prompt];
    if (prompt.every((item) => Number.isInteger(item))) return [idWords(prompt as number[])];
    const lists = prompt.filter((item) => Array.isArray(item) && item.every((id) => Number.isInteger(id)));
    if (lists.length === prompt.length) return (lists as number[][]).map(idWords);
  }
  if (prompt !== undefined) reader.issue('string_type', ['prompt'], 'Input should be a valid string', prompt);
  return [];
}

function idWords(ids: readonly number[]): string {
  return ids.map((id) => ` ${id % 1000}`).join('');
}
