import { isRecord, readTgiError, readUsage } from '@slipstream/wire';

/** One event of a streamed chat answer, as far as a bench needs it. */
export type StreamEvent =
  | { readonly kind: 'done' }
  | { readonly kind: 'error'; readonly message: string }
  | { readonly kind: 'malformed' }
  | {
      readonly kind: 'chunk';
      readonly object: string | null;
      readonly model: string | null;
      readonly completionTokens: number | null;
      /** Null for the chunk that carries the usage and has no choice. */
      readonly piece: Piece | null;
    };

export interface Piece {
  readonly hasRole: boolean;
  readonly isEmpty: boolean;
  readonly finishReason: string | null;
}

/** Reads the data of one event. */
export function readStreamEvent(data: string): StreamEvent {
  if (data === '[DONE]') return { kind: 'done' };
  const value = parseJson(data);
  if (!isRecord(value)) return { kind: 'malformed' };
  const message = errorMessage(value);
  if (message !== null) return { kind: 'error', message };
  const { object, model, choices, usage } = value;
  if (!Array.isArray(choices)) return { kind: 'malformed' };
  return {
    kind: 'chunk',
    object: typeof object === 'string' ? object : null,
    model: typeof model === 'string' ? model : null,
    completionTokens: readUsage(usage)?.completionTokens ?? null,
    piece: choices.length === 0 ? null : readPiece(choices[0]),
  };
}

/** TGI's two forms and OpenAI's (`{"error": {"message"}}`). */
function errorMessage(value: Readonly<Record<string, unknown>>): string | null {
  if (value['error'] === undefined || value['error'] === null) return null;
  const tgi = readTgiError(value);
  if (tgi !== null) return tgi.message;
  const { error } = value;
  return isRecord(error) && typeof error['message'] === 'string' ? error['message'] : JSON.stringify(error);
}

function readPiece(choice: unknown): Piece {
  const delta = isRecord(choice) && isRecord(choice['delta']) ? choice['delta'] : {};
  const finishReason = isRecord(choice) ? choice['finish_reason'] : null;
  const texts = [delta['content'], delta['reasoning_content'], delta['tool_calls']];
  return {
    hasRole: typeof delta['role'] === 'string',
    isEmpty: texts.every((text) => text === undefined || text === null || text === ''),
    finishReason: typeof finishReason === 'string' && finishReason !== '' ? finishReason : null,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
