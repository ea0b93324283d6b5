import type { EngineError } from './answer-reading.ts';

/**
 * The error for an answer that this engine cannot have written: a proxy's HTML page, a captive portal, an empty 502. Its
 * text is never repeated: it may tell of the inside of the network, and a client could render it.
 */
export function malformedAnswer(status: number, contentType: string | null): EngineError {
  const what = contentType === null || contentType === '' ? 'no content type' : (contentType.split(';')[0] ?? '');
  const known = /^[a-z]+\/[a-z0-9.+-]{1,60}$/i.test(what) || what === 'no content type';
  const shown = known ? what : 'an unreadable content type';
  return {
    status,
    code: 'malformed',
    message: `what answered (status ${String(status)}, ${shown}) was not the engine`,
  };
}
