import { MalformedHttp } from './malformed-http.ts';

/** How the end of a body is known (RFC 9112 §6.3). */
export type BodyFraming =
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunked' }
  /** The body ends with the connection. */
  | { readonly kind: 'close' };

export interface ResponseHead {
  readonly status: number;
  /** Lower-case names; a repeated header is joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly framing: BodyFraming;
  /** The connection may be used again after this answer. */
  readonly keepAlive: boolean;
  /** `Keep-Alive: timeout=N`, in ms; null where the server did not say. */
  readonly idleMs: number | null;
}

/** Every line of a head: a strict reading, so that no two readers can disagree on where a header ends (no bare LF, no folding). */
const wellFormed =
  /^HTTP\/1\.[01] [1-5][0-9]{2}(?: [\t\x20-\x7e\x80-\xff]*)?\r\n(?:[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[\t\x20-\x7e\x80-\xff]*\r\n)*$/;

/** Enough for any body; more digits could be read differently. */
const lengthForm = /^[0-9]{1,15}$/;

/**
 * Reads a head: the text from the status line to the last header's line end, each byte one character (latin1).
 * @throws MalformedHttp for what is not one, or says its length in two ways (RFC 9112 §6.3: response smuggling).
 */
export function readResponseHead(text: string): ResponseHead {
  if (!wellFormed.test(text)) throw new MalformedHttp('the head of the answer is not HTTP/1.1');
  const status = Number(text.slice(9, 12));
  const headers = readHeaders(text);
  const isOld = text.charCodeAt(7) === 0x30;
  const connection = headers['connection']?.toLowerCase() ?? '';
  const framing = framingOf(status, headers, isOld);
  const saysClose = hasWord(connection, 'close');
  const keepAlive = framing.kind !== 'close' && !saysClose && (!isOld || hasWord(connection, 'keep-alive'));
  return { status, headers, framing, keepAlive, idleMs: readIdleMs(headers['keep-alive']) };
}

function readHeaders(text: string): Record<string, string> {
  const headers: Record<string, string> = {};
  let start = text.indexOf('\r\n') + 2;
  while (start < text.length) {
    const end = text.indexOf('\r\n', start);
    const colon = text.indexOf(':', start);
    const name = text.slice(start, colon).toLowerCase();
    const written = text.slice(colon + 1, end);
    // Node's own parser takes no white space behind a length; who reads it otherwise reads another answer.
    const value = name === 'content-length' ? written.trimStart() : written.trim();
    const before = headers[name];
    if (before === undefined) headers[name] = value;
    else if (name === 'content-length' || name === 'transfer-encoding') throw twice(name);
    else headers[name] = `${before}, ${value}`;
    start = end + 2;
  }
  return headers;
}

function framingOf(status: number, headers: Readonly<Record<string, string>>, isOld: boolean): BodyFraming {
  const length = headers['content-length'];
  const coding = headers['transfer-encoding'];
  if (length !== undefined && !lengthForm.test(length)) {
    throw new MalformedHttp('the answer has a Content-Length that is no number');
  }
  if (coding !== undefined) {
    if (length !== undefined) throw new MalformedHttp('the answer has both Content-Length and Transfer-Encoding');
    if (isOld || coding.toLowerCase() !== 'chunked') {
      throw new MalformedHttp('the answer has a Transfer-Encoding other than chunked');
    }
  }
  if (status < 200 || status === 204 || status === 304) return { kind: 'length', bytes: 0 };
  if (coding !== undefined) return { kind: 'chunked' };
  return length === undefined ? { kind: 'close' } : { kind: 'length', bytes: Number(length) };
}

function twice(name: string): MalformedHttp {
  return new MalformedHttp(`the answer has the header ${name} twice`);
}

function hasWord(list: string, word: string): boolean {
  return list === word || list.split(',').some((one) => one.trim() === word);
}

function readIdleMs(keepAlive: string | undefined): number | null {
  const seconds = keepAlive === undefined ? null : /(?:^|[\s,;])timeout=([0-9]{1,6})(?![0-9])/i.exec(keepAlive)?.[1];
  return seconds === null || seconds === undefined ? null : Number(seconds) * 1000;
}
