import type { UsageWire } from './usage-wire.ts';

/** A part of a message: text, or something that only the engine understands. */
export type ChatContentPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image_url'; readonly image_url: { readonly url: string } };

export interface ChatMessage {
  readonly role: string;
  /** Null in an assistant message that only calls tools. */
  readonly content?: string | readonly ChatContentPart[] | null;
  readonly name?: string;
  readonly tool_calls?: readonly ChatToolCall[];
  readonly tool_call_id?: string;
}

export interface ChatToolCall {
  readonly id: string;
  readonly type: 'function';
  /** `arguments` is a JSON text, except in TGI before 3.2, which writes the object itself. */
  readonly function: { readonly name: string; readonly arguments: unknown };
}

/** The fields of a request that Slipstream reads or writes; engines know many more. */
export interface ChatRequest {
  readonly model?: string;
  readonly messages: readonly ChatMessage[];
  readonly stream?: boolean | null;
  readonly stream_options?: { readonly include_usage?: boolean } | null;
  readonly max_tokens?: number | null;
  readonly max_completion_tokens?: number | null;
  readonly temperature?: number | null;
  readonly top_p?: number | null;
  readonly seed?: number | null;
  readonly stop?: string | readonly string[] | null;
  readonly user?: string;
}

/** `chat.completion`: the whole answer. TGI 2.0 says `text_completion` here. */
export interface ChatCompletion {
  readonly id: string;
  readonly object: string;
  /** Seconds since the epoch. */
  readonly created: number;
  readonly model: string;
  readonly system_fingerprint?: string;
  readonly choices: readonly ChatChoice[];
  readonly usage?: UsageWire | null;
}

export interface ChatChoice {
  readonly index: number;
  readonly message: ChatMessage;
  readonly logprobs?: unknown;
  readonly finish_reason: string | null;
}

/** `chat.completion.chunk`: one event of a streamed answer. The chunk that carries the usage has no choices. */
export interface ChatChunk {
  readonly id: string;
  readonly object: string;
  /** Seconds since the epoch. */
  readonly created: number;
  readonly model: string;
  readonly system_fingerprint?: string;
  readonly choices: readonly ChatChunkChoice[];
  readonly usage?: UsageWire | null;
}

export interface ChatChunkChoice {
  readonly index: number;
  readonly delta: ChatDelta;
  readonly logprobs?: unknown;
  readonly finish_reason: string | null;
}

export interface ChatDelta {
  readonly role?: string;
  readonly content?: string | null;
  /** Reasoning text of engines that part it from the answer (vLLM, SGLang). */
  readonly reasoning_content?: string | null;
  /** An array, except in TGI before 3.2, which writes one object. */
  readonly tool_calls?: unknown;
}
