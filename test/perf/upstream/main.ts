/**
 * The inference server of the benchmark: answers at once, in TGI's words, with as little work as a Node process can
 * have. `node main.ts PORT`.
 *
 * A chat request that says `[events=N every=MS]` is answered with a stream of N events; any other with one body.
 */
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { monotonicMs } from '../measure/monotonic-ms.ts';
import { doneEvent, echoBody, finishEvent, pieceEvent, usageEvent, wholeBody } from './answers.ts';
import { RequestReader } from './request-reader.ts';
import type { RawRequest } from './request-reader.ts';
import { StreamWheel } from './stream-wheel.ts';

const streamHead =
  'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncache-control: no-cache\r\ntransfer-encoding: chunked\r\n\r\n';

const info = JSON.stringify({ model_id: 'meta-llama/Meta-Llama-3-8B-Instruct', version: '3.0.1', sha: 'bb9095a' });

const pages: ReadonlyMap<string, string> = new Map([
  ['/health', whole('', 'text/plain')],
  ['/info', whole(info)],
  ['/metrics', whole('# TYPE tgi_queue_size gauge\ntgi_queue_size 0\n', 'text/plain')],
]);

const wholeAnswer = whole(wholeBody);
const wheel = new StreamWheel();

function answer(socket: Socket, { method, path, body }: RawRequest): void {
  if (method === 'GET') {
    socket.write(pages.get(path) ?? 'HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n', 'latin1');
    return;
  }
  const stream = /\[events=(\d+) every=(\d+)\]/.exec(body);
  if (stream !== null) {
    const wantsUsage = /"include_usage": ?true/.test(body);
    sendStream(socket, { events: Number(stream[1]), everyMs: Number(stream[2]), wantsUsage });
  } else {
    socket.write(body.includes('[echo]') ? whole(echoBody(body)) : wholeAnswer, 'latin1');
  }
}

interface StreamOrder {
  readonly events: number;
  readonly everyMs: number;
  readonly wantsUsage: boolean;
}

/** The first event at once, with the head; then one per turn; the last one with the end. */
function sendStream(socket: Socket, { events, everyMs, wantsUsage }: StreamOrder): void {
  let sent = 1;
  socket.write(streamHead + inChunk(pieceEvent(0, monotonicMs())), 'latin1');
  const ending = `${inChunk(finishEvent)}${wantsUsage ? inChunk(usageEvent(events)) : ''}${inChunk(doneEvent)}0\r\n\r\n`;
  wheel.add(everyMs, () => {
    if (socket.destroyed) return false;
    if (sent === events) {
      socket.write(ending, 'latin1');
      return false;
    }
    socket.write(inChunk(pieceEvent(sent, monotonicMs())), 'latin1');
    sent += 1;
    return true;
  });
}

function inChunk(text: string): string {
  return `${text.length.toString(16)}\r\n${text}\r\n`;
}

function whole(body: string, contentType = 'application/json'): string {
  return `HTTP/1.1 200 OK\r\ncontent-type: ${contentType}\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
}

wheel.start();
// Two addresses: one server, which is two replicas to a gateway that compares variants.
for (const host of ['127.0.0.1', '127.0.0.2']) {
  const server = createServer({ noDelay: true }, (socket) => {
    const reader = new RequestReader((request) => answer(socket, request));
    socket.on('data', (chunk: Buffer) => reader.push(chunk));
    socket.on('error', () => socket.destroy());
  });
  server.listen({ port: Number(process.argv[2] ?? 0), host, backlog: 4096 });
}
process.on('SIGTERM', () => process.exit(0));
