import { isRecord } from '@slipstream/wire';
import type { EngineError } from '../answer-reading.ts';

const longestMessage = 2000;

/**
 * Reads a parsed error of an OpenAI-compatible server: `{"error": {"message", "type", "code"}}`, `{"error": text}`, the
 * bare `{"object": "error", "message", "type", "code"}` of older vLLM, or FastAPI's `{"detail": text}`. A numeric `code`
 * is a status, and better than `status`, which inside a stream is only a guess.
 */
export function readOpenAiError(value: unknown, status: number): EngineError {
  const error = isRecord(value) ? (value['error'] ?? value) : value;
  if (typeof error === 'string') return { status, code: 'engine_error', message: shorten(error) };
  if (!isRecord(error)) return unreadable(status);
  const message = error['message'] ?? error['detail'];
  if (typeof message !== 'string') return unreadable(status);
  const { code, type } = error;
  const stated = typeof code === 'number' && code >= 400 && code <= 599 ? code : status;
  return { status: stated, code: firstWord(code) ?? firstWord(type) ?? 'engine_error', message: shorten(message) };
}

function unreadable(status: number): EngineError {
  return { status, code: 'malformed', message: 'the engine sent an error of unknown form' };
}

function firstWord(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function shorten(message: string): string {
  return message.slice(0, longestMessage);
}
