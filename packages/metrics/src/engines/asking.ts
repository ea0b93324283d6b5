import type { JsonEdit } from '@slipstream/wire';
import type { AnswerCut } from './answer-cut.ts';

/** What an adapter must know of a request to ask for more in it. */
export interface AskingRequest {
  readonly route: 'chat' | 'completions';
  readonly stream: boolean;
  /** The client's own; null where it has none. */
  readonly streamOptions: Readonly<Record<string, unknown>> | null;
  /** The client asked for usage itself. */
  readonly includeUsage: boolean;
  /** Of the body's top level. */
  readonly members: readonly { readonly key: string }[];
}

/** What metering asks for in a request, and what must be cut out of the answer for it. */
export interface Asking {
  readonly edits: readonly JsonEdit[];
  readonly cut: AnswerCut;
}
