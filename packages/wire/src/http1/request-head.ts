import { MalformedHttp } from './malformed-http.ts';

/** How long the body of a request is (RFC 9112 §6.3): without a word, it has none. */
export type RequestFraming = { readonly kind: 'length'; readonly bytes: number } | { readonly kind: 'chunked' };

export interface RequestHead {
  readonly method: string;
  /** In origin form, whatever form it came in: `/path?query`; `*` and the authority of a CONNECT as they came. */
  readonly target: string;
  /** Lower-case names; a repeated header is joined by `, `, but of `authorization` the first counts. */
  readonly headers: Readonly<Record<string, string>>;
  /** Header lines, repeated ones too. */
  readonly headerCount: number;
  readonly framing: RequestFraming;
  /** The connection may carry another request behind this one. */
  readonly keepAlive: boolean;
  /** HTTP/1.0: chunks are not understood. */
  readonly isOld: boolean;
}

/** Every line of a head, read strictly and with the methods of RFC 9110 and 5789 alone, so that no two readers can disagree on where a header ends (no bare LF, no folding). */
const wellFormed =
  /^(?:GET|HEAD|POST|PUT|DELETE|CONNECT|OPTIONS|TRACE|PATCH) [\x21-\x7e]+ HTTP\/1\.[01]\r\n(?:[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[\t\x20-\x7e\x80-\xff]*\r\n)*$/;

/** Enough for any body; more digits could be read differently. */
const lengthForm = /^[0-9]{1,15}$/;

/** RFC 9112 §3.2.2: what a proxy would be asked by is read as what it asks for. */
const absoluteForm = /^https?:\/\/[^/?#]*/i;

/** Said twice, readers may believe either one. */
const once: ReadonlySet<string> = new Set(['content-length', 'transfer-encoding', 'host']);

/**
 * Reads a head: the text from the request line to the last header's line end, each byte one character (latin1).
 * @throws MalformedHttp for what is not one, says its length in two ways (RFC 9112 §6.3: request smuggling), or names no host.
 */
export function readRequestHead(text: string): RequestHead {
  if (!wellFormed.test(text)) throw new MalformedHttp('the head of the request is not HTTP/1.1');
  const lineEnd = text.indexOf('\r\n');
  const methodEnd = text.indexOf(' ');
  const isOld = text.charCodeAt(lineEnd - 1) === 0x30;
  const { headers, headerCount } = readHeaders(text, lineEnd + 2);
  if (headers['host'] === undefined && !isOld) throw new MalformedHttp('the request names no host');
  return {
    method: text.slice(0, methodEnd),
    target: originForm(text.slice(methodEnd + 1, lineEnd - ' HTTP/1.1'.length)),
    headers,
    headerCount,
    framing: framingOf(headers, isOld),
    keepAlive: !isOld && !saysClose(headers['connection']),
    isOld,
  };
}

function readHeaders(
  text: string,
  from: number,
): Pick<RequestHead, 'headerCount'> & { headers: Record<string, string> } {
  const headers: Record<string, string> = {};
  let headerCount = 0;
  let start = from;
  while (start < text.length) {
    const end = text.indexOf('\r\n', start);
    const colon = text.indexOf(':', start);
    const name = text.slice(start, colon).toLowerCase();
    const value = text.slice(colon + 1, end).trim();
    const before = headers[name];
    // Not what every object inherits: a header may be called `constructor`.
    if (typeof before !== 'string') headers[name] = value;
    else if (once.has(name)) throw new MalformedHttp(`the request has the header ${name} twice`);
    else if (name !== 'authorization') headers[name] = `${before}, ${value}`;
    headerCount += 1;
    start = end + 2;
  }
  return { headers, headerCount };
}

function originForm(target: string): string {
  if (target.charCodeAt(0) === 0x2f || !absoluteForm.test(target)) return target;
  const path = target.replace(absoluteForm, '');
  return path.startsWith('/') ? path : `/${path}`;
}

function framingOf(headers: Readonly<Record<string, string>>, isOld: boolean): RequestFraming {
  const length = headers['content-length'];
  const coding = headers['transfer-encoding'];
  if (coding !== undefined) {
    if (length !== undefined) throw new MalformedHttp('the request has both Content-Length and Transfer-Encoding');
    if (isOld || coding.toLowerCase() !== 'chunked') {
      throw new MalformedHttp('the request has a Transfer-Encoding other than chunked');
    }
    return { kind: 'chunked' };
  }
  if (length === undefined) return { kind: 'length', bytes: 0 };
  if (!lengthForm.test(length)) throw new MalformedHttp('the request has a Content-Length that is no number');
  return { kind: 'length', bytes: Number(length) };
}

function saysClose(connection: string | undefined): boolean {
  if (connection === undefined) return false;
  const words = connection.toLowerCase();
  return words === 'close' || words.split(',').some((word) => word.trim() === 'close');
}
