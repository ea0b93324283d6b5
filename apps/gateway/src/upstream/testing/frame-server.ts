import { createServer } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import type { AddressInfo } from 'node:net';
import type { Replica } from '@slipstream/config';
import type { Identity } from './test-authority.ts';
import { verified } from './verified.ts';

/** RFC 9113 §6. */
export const frameTypes = { data: 0, headers: 1, reset: 3, settings: 4, ping: 6, goAway: 7 } as const;

const frameHeadBytes = 9;
const prefaceBytes = 24;
const ack = 1;
const endStream = 1;
const endHeaders = 4;

export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Buffer;
}

/** Called when the head of a request has come; `connection` counts from 0. */
export type FrameScript = (socket: TLSSocket, stream: number, connection: number) => void;

export interface FrameServer extends AsyncDisposable {
  readonly replica: Replica;
  readonly sockets: readonly TLSSocket[];
  /** Every frame that came, of all connections. */
  readonly frames: readonly Frame[];
}

/** An HTTP/2 server on a free port that answers with frames, and shows those that it was sent. Gives no further window. */
export async function frameServer(identity: Identity, script: FrameScript): Promise<FrameServer> {
  const sockets: TLSSocket[] = [];
  const frames: Frame[] = [];
  const server = createServer({ ...identity, ALPNProtocols: ['h2'] }, (socket) => {
    const connection = sockets.push(socket) - 1;
    socket.on('error', () => {});
    socket.write(frame(frameTypes.settings, 0, 0));
    readFrames(socket, (one) => {
      frames.push(one);
      if (one.type === frameTypes.settings && one.flags !== ack) socket.write(frame(frameTypes.settings, ack, 0));
      if (one.type === frameTypes.headers) script(socket, one.stream, connection);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    replica: { name: 'frames', url: new URL(`https://127.0.0.1:${port}`), maxConcurrent: null, tls: verified },
    sockets,
    frames,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

function readFrames(socket: TLSSocket, onFrame: (frame: Frame) => void): void {
  let pending: Buffer = Buffer.alloc(0);
  let greeted = false;
  socket.on('data', (bytes: Buffer) => {
    pending = Buffer.concat([pending, bytes]);
    if (!greeted && pending.length < prefaceBytes) return;
    if (!greeted) pending = pending.subarray(prefaceBytes);
    greeted = true;
    while (pending.length >= frameHeadBytes) {
      const end = frameHeadBytes + pending.readUIntBE(0, 3);
      if (pending.length < end) return;
      const [type = 0, flags = 0] = pending.subarray(3, 5);
      onFrame({ type, flags, stream: pending.readUInt32BE(5), payload: pending.subarray(frameHeadBytes, end) });
      pending = pending.subarray(end);
    }
  });
}

function frame(type: number, flags: number, stream: number, payload: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(frameHeadBytes);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** `:status: 200`, by its number in HPACK's static table. */
export function okHead(stream: number): Buffer {
  return frame(frameTypes.headers, endHeaders, stream, Buffer.from([0x88]));
}

export function dataFrame(stream: number, text: string): Buffer {
  return frame(frameTypes.data, 0, stream, Buffer.from(text));
}

export function lastFrame(stream: number, text = ''): Buffer {
  return frame(frameTypes.data, endStream, stream, Buffer.from(text));
}

export function resetFrame(stream: number, code: number): Buffer {
  return frame(frameTypes.reset, 0, stream, words(code));
}

/** `lastStream`: none above it was processed. */
export function goAwayFrame(lastStream: number, code: number): Buffer {
  return frame(frameTypes.goAway, 0, 0, words(lastStream, code));
}

function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, 4 * index);
  return bytes;
}
