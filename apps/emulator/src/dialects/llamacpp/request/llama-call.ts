import type { TemplateMessage } from '../../model/chat-template.ts';

/** What a client asked for, as far as an emulated llama-server heeds it. */
export interface LlamaCall {
  readonly kind: 'chat' | 'completion';
  /** Of a chat. */
  readonly messages: readonly TemplateMessage[];
  /** Of a completion; each is answered by itself. */
  readonly prompts: readonly string[];
  /** Answers per prompt. */
  readonly n: number;
  readonly stream: boolean;
  readonly includeUsage: boolean;
  readonly timingsPerToken: boolean;
  /** Null: as many as the context has room for. */
  readonly maxTokens: number | null;
  readonly temperature: number;
  readonly topP: number;
  readonly topK: number;
  /** Null: drawn by the server. */
  readonly seed: number | null;
  readonly stop: readonly string[];
  readonly ignoreEos: boolean;
}
