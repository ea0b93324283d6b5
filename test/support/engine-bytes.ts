/** Answers of an engine as they lie on the wire, for upstreams that write their own HTTP. */
import { tokenEvent } from '../../apps/gateway/src/pipeline/testing/engine-answers.ts';

export { doneEvent, tokenEvent } from '../../apps/gateway/src/pipeline/testing/engine-answers.ts';

export const streamHead =
  'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncache-control: no-cache\r\ntransfer-encoding: chunked\r\n\r\n';

/** The end of a body in chunks. */
export const lastChunk = '0\r\n\r\n';

export const keepAliveComment = ':\n\n';

export function inChunk(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
}

export function wholeHead(contentLength: number): string {
  return `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${contentLength}\r\n\r\n`;
}

/** `count` events of one token each. */
export function tokenEvents(count: number): string[] {
  return Array.from({ length: count }, (_, index) => tokenEvent(`t${index} `));
}
