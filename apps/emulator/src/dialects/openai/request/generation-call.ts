import type { TemplateMessage } from '../../model/chat-template.ts';

/** What a client asked for on `/v1/chat/completions` or `/v1/completions`, as far as an emulated server heeds it. */
export interface GenerationCall {
  readonly kind: 'chat' | 'completion';
  readonly model: string | null;
  /** Of a chat. */
  readonly messages: readonly TemplateMessage[];
  /** Of a completion, one or more. */
  readonly prompts: readonly string[];
  /** Sequences per prompt. */
  readonly n: number;
  readonly stream: boolean;
  /** Null = no `stream_options` at all. */
  readonly streamOptions: StreamOptions | null;
  readonly maxTokens: number | null;
  readonly temperature: number | null;
  readonly topP: number | null;
  readonly topK: number | null;
  readonly seed: number | null;
  readonly stop: readonly string[];
  readonly ignoreEos: boolean;
  readonly logprobs: boolean;
  /** `none`, `auto`, `required`, a named function, or null where none was given. */
  readonly toolChoice: unknown;
  readonly hasTools: boolean;
  /** The server's own switches among the fields, such as `return_token_ids`. */
  readonly switches: ReadonlySet<string>;
}

export interface StreamOptions {
  /** Null = not said. */
  readonly includeUsage: boolean | null;
  readonly continuousUsage: boolean;
}
