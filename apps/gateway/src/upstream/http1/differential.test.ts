import * as fc from 'fast-check';
import { Client } from 'undici';
import { describe, expect, it } from 'vitest';
import { RecordedAnswer } from '../testing/recorded-answer.ts';
import { scriptedServer } from '../testing/scripted-server.ts';
import type { ScriptedServer } from '../testing/scripted-server.ts';
import { Http1Pool } from './http1-pool.ts';

const get = { method: 'GET', path: '/health', headers: {}, body: null } as const;
const clock = { now: () => 0, wallTime: () => 0 };

type Reading = { readonly status: number; readonly body: string; readonly whole: boolean };

async function ours({ replica }: ScriptedServer): Promise<Reading> {
  const pool = new Http1Pool({ url: replica.url, connectMs: 2000, keepAliveMs: 1000, connections: 1 });
  const answer = new RecordedAnswer();
  pool.send(get, answer, clock);
  await answer.over();
  await pool.destroy();
  return { status: answer.status, body: answer.text, whole: answer.ends === 1 };
}

async function theirs({ replica }: ScriptedServer): Promise<Reading> {
  const client = new Client(replica.url.origin);
  try {
    const { statusCode, body } = await client.request({ method: 'GET', path: '/health' });
    return { status: statusCode, body: Buffer.from(await body.arrayBuffer()).toString(), whole: true };
  } catch {
    return { status: 0, body: '', whole: false };
  } finally {
    await client.destroy();
  }
}

/** Lines that real and hostile servers write, in any order. */
const line = fc.constantFrom(
  'content-length: 3',
  'content-length: 3 ',
  'content-length: 03',
  'content-length: 5',
  'content-length:3,3',
  'transfer-encoding: chunked',
  'Transfer-Encoding: CHUNKED',
  'transfer-encoding: identity',
  'transfer-encoding: chunked, gzip',
  'transfer-encoding:\tchunked',
  'connection: close',
  'x-a: é',
  'x-a:',
  ' folded: yes',
  'no colon',
);
const status = fc.constantFrom(
  'HTTP/1.1 200 OK',
  'HTTP/1.1 204 No Content',
  'HTTP/1.0 200 OK',
  'HTTP/1.1 200',
  'HTTP/1.1  200 OK',
);
const ending = fc.constantFrom('\r\n', '\r\n', '\r\n', '\n', '\r');
const body = fc.constantFrom(
  'abc',
  '3\r\nabc\r\n0\r\n\r\n',
  '3;x=y\r\nabc\r\n0\r\nt: 1\r\n\r\n',
  '3 \r\nabc\r\n0\r\n\r\n',
  '3\r\nabc\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n',
  '3\nabc\n0\n\n',
  '0x3\r\nabc\r\n0\r\n\r\n',
  '',
);
const response = fc
  .tuple(status, fc.array(line, { maxLength: 3 }), fc.array(ending, { minLength: 5, maxLength: 5 }), body)
  .map(([first, lines, ends, rest]) => {
    const head = [first, ...lines, ''].map((text, index) => text + (ends[index] ?? '\r\n')).join('');
    return Buffer.from(head + rest, 'latin1');
  });

describe('Http1Pool beside undici, whose parser is Node’s own', () => {
  it('never takes for a whole answer what undici refuses or reads otherwise', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(response, async (bytes) => {
        await using server = await scriptedServer((socket) => socket.end(bytes));
        const mine = await ours(server);
        if (!mine.whole) return;
        expect({ ...(await theirs(server)), from: bytes.toString('latin1') }).toEqual({
          ...mine,
          from: bytes.toString('latin1'),
        });
      }),
      { numRuns: 600 },
    );
  });
});
