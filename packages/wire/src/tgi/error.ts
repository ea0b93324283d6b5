import { isRecord } from '../json/is-record.ts';

/** The `error_type` words of TGI's `InferError` and router; the list is open, since each version adds some. */
export type TgiErrorType =
  | 'validation'
  | 'template_error'
  | 'missing_template_variable'
  | 'tool_error'
  | 'generation'
  | 'overloaded'
  | 'incomplete_generation'
  | 'incomplete_generation_stream'
  | 'healthcheck'
  | (string & {});

/** An error of TGI in one shape, whichever version said it and whether in a body or in an event of a stream. */
export interface TgiError {
  readonly message: string;
  /** What TGI answers to this error where it still can choose a status. Inside a stream the real one was 200. */
  readonly status: number;
  readonly errorType: TgiErrorType;
}

/** Status by `error_type`: `From<InferError>` and the handlers of router/src/server.rs, TGI 2.0 to 3.3. */
const statusByType: ReadonlyMap<string, number> = new Map([
  ['validation', 422],
  ['template_error', 422],
  ['missing_template_variable', 422],
  ['tool_error', 422],
  ['suffix not supported', 422],
  ['batch size exceeded', 422],
  ['generation', 424],
  ['overloaded', 429],
  ['incomplete_generation', 500],
  ['incomplete_generation_stream', 500],
  ['healthcheck', 503],
  ['no fast tokenizer', 404],
]);

/** How messages begin, by type: the `#[error]` texts of `InferError`. "vatiable" is TGI's spelling; both are read. */
const typeByMessage: readonly (readonly [start: string, type: TgiErrorType])[] = [
  ['Model is overloaded', 'overloaded'],
  ['Input validation error: ', 'validation'],
  ['Request failed during generation: ', 'generation'],
  ['Incomplete generation stream', 'incomplete_generation_stream'],
  ['Incomplete generation', 'incomplete_generation'],
  ['Template error: ', 'template_error'],
  ['Missing template vatiable: ', 'missing_template_variable'],
  ['Missing template variable: ', 'missing_template_variable'],
  ['Tool error: ', 'tool_error'],
];

/**
 * Reads a parsed error of TGI, or null where the value is something else.
 * Bodies of all versions, and streams before 2.4.1, carry `{"error": text, "error_type": word}`. Streams of `/v1` since then
 * carry `{"error": {"message", "http_status_code"}}`, whose status is 422 whatever happened: there the message decides.
 */
export function readTgiError(value: unknown): TgiError | null {
  if (!isRecord(value)) return null;
  const { error } = value;
  if (typeof error === 'string') return flatError(error, value['error_type']);
  if (!isRecord(error)) return null;
  const { message, http_status_code: status } = error;
  if (typeof message !== 'string' || typeof status !== 'number') return null;
  const errorType = errorTypeOf(message);
  return { message, status: statusByType.get(errorType) ?? status, errorType };
}

function flatError(message: string, errorType: unknown): TgiError {
  const type = typeof errorType === 'string' ? errorType : errorTypeOf(message);
  return { message, status: statusByType.get(type) ?? 500, errorType: type };
}

function errorTypeOf(message: string): TgiErrorType {
  return typeByMessage.find(([start]) => message.startsWith(start))?.[1] ?? 'unknown';
}
