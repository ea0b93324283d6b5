import { readTgiError } from '@slipstream/wire';
import type { EngineError } from '../answer-reading.ts';
import { emptyAnswerError } from '../empty-answer-error.ts';
import { malformedAnswer } from '../malformed-answer.ts';
import { parseJsonBody } from '../parse-json-body.ts';

/** How the plain-text rejections of TGI's web framework begin (axum 0.6 and 0.7, `extract/rejection.rs`). */
const axumRejections = [
  'Failed to parse the request body as JSON',
  'Failed to deserialize the JSON body into the target type',
  'Expected request with `Content-Type: application/json`',
  'Failed to buffer the request body',
];

const longestMessage = 2000;

/**
 * Reads an answer of TGI whose status is not 200: its JSON errors; the plain text with which its web framework refuses
 * bodies; its empty 401, 404 and 405. All else was not TGI.
 */
export function readTgiErrorAnswer(status: number, body: Uint8Array, contentType: string | null): EngineError {
  const error = readTgiError(parseJsonBody(body));
  // The status on the wire outranks the one that the error's type stands for: it is what TGI decided.
  if (error !== null) return { status, code: error.errorType, message: error.message.slice(0, longestMessage) };
  const text = new TextDecoder().decode(body.subarray(0, 4 * longestMessage)).trim();
  if (axumRejections.some((start) => text.startsWith(start))) {
    return { status, code: 'rejected', message: text.slice(0, longestMessage) };
  }
  return (text === '' ? emptyAnswerError(status) : null) ?? malformedAnswer(status, contentType);
}
