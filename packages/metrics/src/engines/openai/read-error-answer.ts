import { isRecord } from '@slipstream/wire';
import type { EngineError } from '../answer-reading.ts';
import { emptyAnswerError } from '../empty-answer-error.ts';
import { malformedAnswer } from '../malformed-answer.ts';
import { parseJsonBody } from '../parse-json-body.ts';

/** Reads a parsed error, with the status of its answer. */
export interface ErrorReader {
  (value: unknown, status: number): EngineError;
}

/**
 * Reads an answer whose status is not 200. The status on the wire outranks one in the body: it is what the server decided.
 * An empty 401, 404 or 405 needs no body; all else that is not JSON was not the engine.
 */
export function readErrorAnswer(
  status: number,
  body: Uint8Array,
  contentType: string | null,
  read: ErrorReader,
): EngineError {
  const value = parseJsonBody(body);
  if (isRecord(value)) return { ...read(value, status), status };
  return (body.length === 0 ? emptyAnswerError(status) : null) ?? malformedAnswer(status, contentType);
}
