import type { EngineError } from './answer-reading.ts';

/** What an engine says with a status alone; null where a status without a body says nothing. */
export function emptyAnswerError(status: number): EngineError | null {
  switch (status) {
    case 401:
      return { status, code: 'unauthorized', message: "the engine refused the gateway's key" };
    case 404:
    case 405:
      return { status, code: 'not_found', message: 'the engine does not serve this route' };
    default:
      return null;
  }
}
