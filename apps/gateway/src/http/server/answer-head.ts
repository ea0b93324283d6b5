import { STATUS_CODES } from 'node:http';
import type { RequestHead } from '@slipstream/wire';
import { KEEP_ALIVE_MS } from './keep-alive.ts';

/** How the end of an answer is told. `close`: by the connection's, to those who know no chunks. `none`: it has no body. */
export type AnswerFraming = 'length' | 'chunked' | 'close' | 'none';

export interface AnswerHead {
  readonly text: string;
  readonly framing: AnswerFraming;
  readonly keepAlive: boolean;
}

/** RFC 9110 §5.5: a line break in a value would be a header, or an answer, of its own. */
const unsendable = /[^\t\x20-\x7e\x80-\xff]/;

const keepAliveLines = `connection: keep-alive\r\nkeep-alive: timeout=${KEEP_ALIVE_MS / 1000}\r\n`;

/** Status lines by status: a few are all that there are. */
const lines = new Map<number, string>();

/**
 * The head of an answer as it is written, each byte one character (latin1). A `content-length` among the headers frames
 * the body, `connection: close` closes behind it. @throws TypeError for a header that cannot be sent.
 */
export function answerHead(
  status: number,
  headers: Readonly<Record<string, string>>,
  request: RequestHead,
  dateLine: string,
): AnswerHead {
  const framing = framingOf(status, headers, request);
  const keepAlive = request.keepAlive && framing !== 'close' && headers['connection'] !== 'close';
  let text = lines.get(status) ?? lineFor(status);
  for (const name in headers) {
    const value = headers[name] ?? '';
    if (unsendable.test(value)) throw new TypeError(`the header ${name} cannot be sent`);
    if (name !== 'connection') text += `${name}: ${value}\r\n`;
  }
  if (framing === 'chunked') text += 'transfer-encoding: chunked\r\n';
  text += dateLine;
  text += keepAlive ? keepAliveLines : 'connection: close\r\n';
  return { text: `${text}\r\n`, framing, keepAlive };
}

function framingOf(
  status: number,
  headers: Readonly<Record<string, string>>,
  { method, isOld }: RequestHead,
): AnswerFraming {
  if (method === 'HEAD' || status === 204 || status === 304) return 'none';
  if (headers['content-length'] !== undefined) return 'length';
  return isOld ? 'close' : 'chunked';
}

function lineFor(status: number): string {
  const line = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Unknown'}\r\n`;
  lines.set(status, line);
  return line;
}
