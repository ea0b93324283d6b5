import { isRecord } from '@slipstream/wire';
import type { EngineError } from '../answer-reading.ts';

const longestMessage = 2000;

/**
 * Reads a parsed error of an OpenAI-compatible server: `{"error": {"message", "type", "code"}}`, `{"error": text}` (vLLM's
 * 401), the flat `{"object": "error", "message", "type", "code"}` of SGLang and TensorRT-LLM, Dynamo's `{"message", "type",
 * "code"}`, or FastAPI's `{"detail": text}`. A numeric `code` is a status, and better than `status`, which inside a stream
 * is only a guess.
 */
export function readOpenAiError(value: unknown, status: number): EngineError {
  const error = isRecord(value) ? (value['error'] ?? value) : value;
  if (typeof error === 'string') return { status, code: codeOf(status) ?? 'engine_error', message: shorten(error) };
  if (!isRecord(error)) return unreadable(status);
  const message = error['message'] ?? error['detail'];
  if (typeof message !== 'string') return unreadable(status);
  const { code, type } = error;
  const stated = statedStatus(code) ?? status;
  const word = firstWord(code) ?? firstWord(type);
  return { status: stated, code: codeOf(stated) ?? word ?? 'engine_error', message: shorten(message) };
}

/**
 * Statuses that mean the same whoever says them. 429 and 529 (Dynamo's busy thresholds) are for the server as it is now;
 * a 503 may be one that is only starting, so that each engine's own words decide.
 */
function codeOf(status: number): string | null {
  if (status === 429 || status === 529) return 'overloaded';
  return status === 401 ? 'unauthorized' : null;
}

function statedStatus(code: unknown): number | null {
  const number = typeof code === 'string' && /^[45]\d\d$/.test(code) ? Number(code) : code;
  return typeof number === 'number' && Number.isInteger(number) && number >= 400 && number <= 599 ? number : null;
}

function unreadable(status: number): EngineError {
  return { status, code: 'malformed', message: 'the engine sent an error of unknown form' };
}

function firstWord(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && !/^\d+$/.test(value) ? value : null;
}

function shorten(message: string): string {
  return message.slice(0, longestMessage);
}
