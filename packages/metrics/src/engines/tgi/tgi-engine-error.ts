import type { TgiError } from '@slipstream/wire';
import type { EngineError } from '../answer-reading.ts';

/** TGI's error in our words. Null is an `error` that TGI does not write: something else answered in its place. */
export function tgiEngineError(error: TgiError | null): EngineError {
  if (error === null) return { status: 502, code: 'malformed', message: 'the engine sent an error of unknown form' };
  return { status: error.status, code: error.errorType, message: error.message };
}
