import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Socket } from 'node:net';
import { exchangeRig } from './testing/exchange-rig.ts';
import { answer as whole, chunk, chunkedHead, lastChunk } from './testing/scripted-server.ts';

const events = ['data: {"a":1}\n\n', 'data: ü and 日本\n\n', 'data: [DONE]\n\n'];
const stream = Buffer.from(chunkedHead + events.map(chunk).join('') + lastChunk);

/** Writes the pieces one turn of the event loop apart, so that the other side reads them apart. */
async function writeApart(socket: Socket, pieces: readonly Buffer[], last: 'stay' | 'close'): Promise<void> {
  for (const piece of pieces) {
    await new Promise((resolve) => socket.write(piece, resolve));
    await new Promise(setImmediate);
  }
  if (last === 'close') socket.end();
}

function cutAt(bytes: Buffer, cuts: readonly number[]): readonly Buffer[] {
  const borders = [0, ...[...cuts].sort((a, b) => a - b), bytes.length];
  return borders.slice(1).map((border, index) => bytes.subarray(borders[index], border));
}

describe('dispatch, of anything an engine may send', () => {
  it('gives the same bytes and one end however the stream is cut into packets', async () => {
    let pieces: readonly Buffer[] = [];
    await using rig = await exchangeRig((socket) => void writeApart(socket, pieces, 'stay'));
    const cuts = fc.array(fc.nat(stream.length), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(cuts, async (at) => {
        pieces = cutAt(stream, at);
        const { answer } = rig.send();
        await answer.over();
        expect([answer.text, answer.ends, answer.failure]).toEqual([events.join(''), 1, null]);
      }),
      { numRuns: 40 },
    );
  });

  it('ends or fails exactly once whatever comes, and works on afterwards', async () => {
    let bytes = stream;
    await using rig = await exchangeRig((socket, request) => {
      if (request.startsWith('GET')) socket.write(whole('pong'));
      else socket.end(bytes);
    });
    const damage = fc.record({ at: fc.nat(stream.length), drop: fc.nat(40), insert: fc.uint8Array({ maxLength: 8 }) });
    await fc.assert(
      fc.asyncProperty(damage, async ({ at, drop, insert }) => {
        bytes = Buffer.concat([stream.subarray(0, at), insert, stream.subarray(at + drop)]);
        const { answer } = rig.send();
        await answer.over();
        const ping = rig.send({ method: 'GET', path: '/health', body: null }).answer;
        await ping.over();
        expect([answer.ends + (answer.failure === null ? 0 : 1), ping.text]).toEqual([1, 'pong']);
      }),
      { numRuns: 100 },
    );
  });
});
