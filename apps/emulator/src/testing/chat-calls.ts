import type { Launched } from './launch-emulator.ts';
import type { HttpAnswer } from './http-call.ts';

/** A greedy chat request that every version takes. */
export const plainChat = {
  model: 'tgi',
  messages: [{ role: 'user', content: 'What is deep learning?' }],
  max_tokens: 12,
  temperature: 0,
} as const;

export function chat(emulator: Launched, fields: Readonly<Record<string, unknown>> = {}): Promise<HttpAnswer> {
  return emulator.call('/v1/chat/completions', { body: { ...plainChat, ...fields } });
}

/** One chunk of a chat stream, as far as tests look at it. */
export interface ChatChunkBody {
  readonly object: string;
  readonly id: string;
  readonly model: string;
  readonly choices: readonly {
    readonly delta: { readonly role: string; readonly content?: string; readonly tool_calls?: unknown };
    readonly logprobs: unknown;
    readonly finish_reason: string | null;
  }[];
  readonly usage?: { readonly prompt_tokens: number; readonly completion_tokens: number } | null;
}

export interface ChatBodyJson {
  readonly model: string;
  readonly system_fingerprint: string;
  readonly created: number;
  readonly choices: readonly {
    readonly message: { readonly role: string; readonly content: string; readonly tool_calls?: unknown };
    readonly logprobs: unknown;
    readonly finish_reason: string;
  }[];
  readonly usage: { readonly prompt_tokens: number; readonly completion_tokens: number; readonly total_tokens: number };
}

export function chatJson(answer: HttpAnswer): ChatBodyJson {
  return JSON.parse(answer.text) as ChatBodyJson;
}
