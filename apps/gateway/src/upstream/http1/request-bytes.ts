import type { UpstreamRequest } from '../../ports.ts';

/** RFC 9110 §5.5: a line break in a value would be a header, or a request, of its own. */
const unsendable = /[^\t\x20-\x7e\x80-\xff]/;
const nameForm = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** Small bodies go out with their head in one write. */
const COPIED_BYTES = 64 * 1024;

/** A request as it is written to the connection: head, and body apart where it is large. */
export interface RequestBytes {
  readonly first: Buffer;
  readonly rest: Uint8Array | null;
}

/** @throws TypeError for a header that cannot be sent. */
export function requestBytes(host: string, { method, path, headers, body }: UpstreamRequest): RequestBytes {
  let head = `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: keep-alive\r\n`;
  for (const name in headers) {
    const value = headers[name] ?? '';
    if (!nameForm.test(name) || unsendable.test(value)) throw new TypeError(`the header ${name} cannot be sent`);
    head += `${name}: ${value}\r\n`;
  }
  if (body !== null) head += `content-length: ${body.length}\r\n`;
  head += '\r\n';
  const together = body === null || body.length > COPIED_BYTES ? 0 : body.length;
  const first = Buffer.allocUnsafe(head.length + together);
  first.write(head, 0, 'latin1');
  if (body === null) return { first, rest: null };
  if (together === 0 && body.length > 0) return { first, rest: body };
  first.set(body, head.length);
  return { first, rest: null };
}
