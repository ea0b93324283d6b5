import type { TemplateMessage } from '../../model/chat-template.ts';
import { invalidRequest, type LlamaError } from '../llama-error.ts';
import type { LlamaCall } from './llama-call.ts';

export type LlamaCallReading =
  | { readonly ok: true; readonly call: LlamaCall }
  | { readonly ok: false; readonly error: LlamaError };

/**
 * Reads a body. A field of the wrong type is ignored, as `json_value` (server-common.h) ignores it; only what a prompt
 * cannot be made without is an error, in the words of `oaicompat_chat_params_parse` and of the JSON library.
 */
export function readLlamaCall(kind: LlamaCall['kind'], text: string): LlamaCallReading {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    // No invalid_argument of its own: the server's catch-all answers for the parser.
    return wrong({ type: 'server_error', message: parseErrorText(text) });
  }
  const fields = new Fields(isObject(body) ? body : {});
  const messages = kind === 'chat' ? readMessages(fields) : [];
  if (!Array.isArray(messages)) return wrong(messages);
  const prompts = kind === 'completion' ? readPrompts(fields) : [];
  if (!Array.isArray(prompts)) return wrong(prompts);
  return { ok: true, call: { kind, messages, prompts, ...readOptions(fields) } };
}

function wrong(error: LlamaError): LlamaCallReading {
  return { ok: false, error };
}

function readOptions(fields: Fields): Omit<LlamaCall, 'kind' | 'messages' | 'prompts'> {
  const stop = fields.raw('stop');
  const limit = fields.number('n_predict') ?? fields.number('max_completion_tokens') ?? fields.number('max_tokens');
  const seed = fields.number('seed');
  return {
    n: fields.number('n') ?? 1,
    stream: fields.boolean('stream'),
    includeUsage: fields.inside('stream_options').boolean('include_usage'),
    timingsPerToken: fields.boolean('timings_per_token'),
    // -1 is without end.
    maxTokens: limit === null || limit < 0 ? null : limit,
    temperature: fields.number('temperature') ?? 0.8,
    topP: fields.number('top_p') ?? 0.95,
    topK: fields.number('top_k') ?? 40,
    seed: seed === null || seed < 0 ? null : seed,
    stop:
      typeof stop === 'string' ? [stop] : Array.isArray(stop) ? stop.filter((each) => typeof each === 'string') : [],
    ignoreEos: fields.boolean('ignore_eos'),
  };
}

function readMessages(fields: Fields): TemplateMessage[] | LlamaError {
  const messages = fields.raw('messages');
  if (messages === undefined) return invalidRequest("'messages' is required");
  if (!Array.isArray(messages)) return invalidRequest("Expected 'messages' to be an array");
  const read: TemplateMessage[] = [];
  for (const message of messages) {
    if (!isObject(message) || typeof message['role'] !== 'string') return invalidRequest("Missing 'role' in message");
    read.push({ role: message['role'], content: contentText(message['content']) });
  }
  return read;
}

/** Text, or the text parts of a list. */
function contentText(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part) => (isObject(part) && typeof part['text'] === 'string' ? part['text'] : '')).join('');
}

function readPrompts(fields: Fields): string[] | LlamaError {
  const prompt = fields.raw('prompt');
  if (prompt === undefined) return invalidRequest("[json.exception.out_of_range.403] key 'prompt' not found");
  if (typeof prompt === 'string') return [prompt];
  if (Array.isArray(prompt) && prompt.length > 0) {
    if (prompt.every((each) => typeof each === 'string')) return [...prompt];
    if (prompt.every((each) => Number.isInteger(each))) return [prompt.map((id) => ` ${Number(id) % 1000}`).join('')];
  }
  return invalidRequest(
    '"prompt" must be a string, an list of tokens, a list of mixed strings & tokens, or a list of prompts',
  );
}

function parseErrorText(text: string): string {
  const seen = text.trim() === '' ? 'unexpected end of input' : 'invalid literal';
  return `[json.exception.parse_error.101] parse error at line 1, column 1: syntax error while parsing value - ${seen}`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Fields of an object; of the wrong type is as good as absent. */
class Fields {
  readonly #object: Readonly<Record<string, unknown>>;

  constructor(object: Readonly<Record<string, unknown>>) {
    this.#object = object;
  }

  /** Undefined where absent or null. */
  raw(name: string): unknown {
    return Object.hasOwn(this.#object, name) ? (this.#object[name] ?? undefined) : undefined;
  }

  boolean(name: string): boolean {
    return this.raw(name) === true;
  }

  number(name: string): number | null {
    const value = this.raw(name);
    return typeof value === 'number' ? value : null;
  }

  inside(name: string): Fields {
    const value = this.raw(name);
    return new Fields(isObject(value) ? value : {});
  }
}
