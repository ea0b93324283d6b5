import { isRecord, readUsage } from '@slipstream/wire';
import type { OpenAiUsage } from '@slipstream/wire';
import { isErrorObject } from './is-error-object.ts';

/** One event of an OpenAI stream, as far as metering cares. */
export type StreamEvent =
  | { readonly kind: 'done' }
  /** Not JSON, or JSON that is no chunk and no error. */
  | { readonly kind: 'malformed' }
  /** The parsed object, which is an error; its dialect is for the engine to read. */
  | { readonly kind: 'error'; readonly value: Readonly<Record<string, unknown>> }
  | StreamPiece;

export interface StreamPiece {
  readonly kind: 'piece';
  /** Null: no choices, so no piece of answer (usage alone). */
  readonly choiceIndex: number | null;
  readonly hasContent: boolean;
  /** Names the role and says nothing else: how most engines open a chat, before there is a token. */
  readonly opensRole: boolean;
  /** Reasoning text, which an engine may part from the answer within one step. */
  readonly isReasoning: boolean;
  /** Null while the generation goes on, be it written null or `""`. */
  readonly finishReason: string | null;
  readonly usage: OpenAiUsage | null;
  readonly systemFingerprint: string | null;
  /** The whole event, for what an engine says in fields of its own. */
  readonly value: Readonly<Record<string, unknown>>;
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Parses the data of one event. Never throws. */
export function parseStreamEvent(data: Uint8Array): StreamEvent {
  const value = parseJson(data);
  if (value === 'done') return { kind: 'done' };
  if (!isRecord(value)) return { kind: 'malformed' };
  if (isErrorObject(value)) return { kind: 'error', value };
  const { choices } = value;
  if (!Array.isArray(choices)) return { kind: 'malformed' };
  const choice: unknown = choices[0];
  const fingerprint = value['system_fingerprint'];
  return {
    kind: 'piece',
    ...readChoice(choice),
    usage: readUsage(value['usage']),
    systemFingerprint: typeof fingerprint === 'string' ? fingerprint : null,
    value,
  };
}

function parseJson(data: Uint8Array): unknown {
  try {
    const text = decoder.decode(data);
    return text.trim() === '[DONE]' ? 'done' : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

type ReadChoice = Pick<StreamPiece, 'choiceIndex' | 'hasContent' | 'opensRole' | 'isReasoning' | 'finishReason'>;

const noChoice: ReadChoice = {
  choiceIndex: null,
  hasContent: false,
  opensRole: false,
  isReasoning: false,
  finishReason: null,
};

function readChoice(choice: unknown): ReadChoice {
  if (!isRecord(choice)) return noChoice;
  const { index, finish_reason: finish, delta, text } = choice;
  const hasContent = isText(text) || (isRecord(delta) && carriesContent(delta));
  const finishReason = isText(finish) ? finish : null;
  const names = isRecord(delta) && isText(delta['role']);
  return {
    choiceIndex: typeof index === 'number' ? index : 0,
    hasContent,
    opensRole: names && !hasContent && finishReason === null,
    isReasoning: isRecord(delta) && (isText(delta['reasoning_content']) || isText(delta['reasoning'])),
    finishReason,
  };
}

/** A delta that only names the role is no content. */
function carriesContent(delta: Readonly<Record<string, unknown>>): boolean {
  const { content, reasoning_content: reasoning, refusal, tool_calls: calls } = delta;
  const hasCalls = Array.isArray(calls) ? calls.length > 0 : isRecord(calls);
  return isText(content) || isText(reasoning) || isText(delta['reasoning']) || isText(refusal) || hasCalls;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
