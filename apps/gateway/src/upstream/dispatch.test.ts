import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { exchangeRig } from './testing/exchange-rig.ts';
import { RecordedAnswer } from './testing/recorded-answer.ts';
import { answer as whole, chunk, chunkedHead, closed, lastChunk } from './testing/scripted-server.ts';

describe('dispatch, of a whole exchange', () => {
  it('sends exactly what it was given and hands back head, bytes and end', async () => {
    await using rig = await exchangeRig((socket) => {
      socket.write(whole('hello', { headers: ['X-Compute-Type: 1-nvidia-a10g', 'x-twice: a', 'X-Twice: b'] }));
    });
    const { answer } = rig.send();
    await answer.over();
    expect(rig.server.requests[0]).toBe(
      [
        'POST /v1/chat/completions HTTP/1.1',
        `host: ${rig.server.replica.url.host}`,
        'connection: keep-alive',
        'content-type: application/json',
        'content-length: 15',
        '',
        '{"model":"tgi"}',
      ].join('\r\n'),
    );
    expect([answer.status, answer.text, answer.ends, answer.failure]).toEqual([200, 'hello', 1, null]);
    expect(answer.headers).toMatchObject({ 'x-compute-type': '1-nvidia-a10g', 'x-twice': 'a, b' });
  });

  it('stamps head, reads and end in the order in which they came', async () => {
    await using rig = await exchangeRig((socket) => socket.write(whole('hello')));
    const { answer } = rig.send();
    await answer.over();
    expect(answer.times).toHaveLength(3);
    expect([...answer.times].sort((a, b) => a - b)).toEqual(answer.times);
  });

  it('hands on the chunks of one read as one, since they are the tokens of one step', async () => {
    await using rig = await exchangeRig((socket) => {
      socket.write(chunkedHead + chunk('data: a\n\n') + chunk('data: b\n\n') + chunk('data: c\n\n') + lastChunk);
    });
    const { answer } = rig.send();
    await answer.over();
    expect(answer.reads).toEqual(['data: a\n\ndata: b\n\ndata: c\n\n']);
  });

  it('passes over an early hint', async () => {
    await using rig = await exchangeRig((socket) => {
      socket.write(`HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n${whole('hello')}`);
    });
    const { answer } = rig.send();
    await answer.over();
    expect([answer.status, answer.text, answer.times.length]).toEqual([200, 'hello', 3]);
  });

  it('uses a connection again', async () => {
    await using rig = await exchangeRig((socket) => socket.write(whole('hello')));
    for (let i = 0; i < 3; i++) {
      await rig.send().answer.over();
      // undici frees a connection one turn of the event loop after its answer.
      await new Promise(setImmediate);
    }
    expect([rig.server.requests.length, rig.server.sockets.length]).toEqual([3, 1]);
  });

  it('opens another connection when the engine has closed the idle one', async () => {
    await using rig = await exchangeRig((socket) => socket.write(whole('hello')));
    await rig.send().answer.over();
    const [idle] = rig.server.sockets;
    idle?.end();
    await closed(idle);
    const { answer } = rig.send();
    await answer.over();
    expect([answer.text, rig.server.sockets.length]).toEqual(['hello', 2]);
  });
});

describe('dispatch, when stopped', () => {
  it('closes the connection at the engine when aborted in the middle, and tells nothing after', async () => {
    await using rig = await exchangeRig((socket) => socket.write(chunkedHead + chunk('data: a\n\n')));
    const { exchange, answer } = rig.send();
    await answer.until(() => answer.reads.length > 0);
    const [engine] = rig.server.sockets;
    exchange.abort();
    exchange.abort();
    engine?.write(chunk('data: b\n\n'));
    await closed(engine);
    expect([answer.text, answer.ends, answer.failure]).toEqual(['data: a\n\n', 0, null]);
    expect(rig.pools.of(rig.server.replica).stats).toMatchObject({ connected: 0, running: 0, pending: 0 });
  });

  it('closes the connection when aborted before any answer', async () => {
    const asked = Promise.withResolvers<void>();
    await using rig = await exchangeRig(() => asked.resolve());
    const { exchange, answer } = rig.send();
    await asked.promise;
    exchange.abort();
    await closed(rig.server.sockets[0]);
    expect(answer.times).toEqual([]);
  });

  it('sends no request when aborted before the connection stands', async () => {
    await using rig = await exchangeRig((socket) => socket.write(whole('hello')));
    const { exchange, answer } = rig.send();
    exchange.abort();
    await rig.send({ path: '/health', method: 'GET', body: null }).answer.over();
    expect(rig.server.requests.map((request) => request.split(' ')[1])).toEqual(['/health']);
    expect(answer.times).toEqual([]);
  });

  it('may be aborted from within any call', async () => {
    await using rig = await exchangeRig((socket) => socket.write(chunkedHead + chunk('a') + chunk('b') + lastChunk));
    for (const moment of ['onHead', 'onBytes'] as const) {
      const answer = new RecordedAnswer();
      const told = answer[moment].bind(answer) as (...values: unknown[]) => void;
      const { exchange } = rig.send({}, Object.assign(answer, { [moment]: abortAfter }));
      function abortAfter(...values: unknown[]): boolean {
        told(...values);
        exchange.abort();
        return true;
      }
      await answer.until(() => answer.times.length > 0);
      await rig.send().answer.over();
      expect([answer.ends, answer.failure]).toEqual([0, null]);
    }
  });
});

describe('dispatch, under back pressure', () => {
  const total = 48 * 1024 * 1024;
  const block = Buffer.alloc(64 * 1024, 'x');

  function pour(socket: Socket): void {
    socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${total}\r\n\r\n`);
    let left = total / block.length;
    const fill = (): void => {
      while (left > 0) {
        left -= 1;
        if (!socket.write(block)) break;
      }
      if (left > 0) socket.once('drain', fill);
    };
    fill();
  }

  it('stops reading from the engine when paused, and reads on when resumed', async () => {
    await using rig = await exchangeRig((socket, request) => {
      if (request.startsWith('GET')) socket.write(whole('pong'));
      else pour(socket);
    });
    const answer = new RecordedAnswer();
    answer.wantsMore = () => false;
    const { exchange } = rig.send({}, answer);
    await answer.until(() => answer.bytes > 0);
    // Exchanges beside it take turns with the paused one on the same event loop: it had its chances.
    for (let i = 0; i < 30; i++) await rig.send({ method: 'GET', path: '/health', body: null }).answer.over();
    const atPause = answer.bytes;
    expect(atPause).toBeLessThan(1024 * 1024);
    // The rest waits in the kernel's buffers, whose size is the system's affair, and in the engine.
    expect(rig.server.sockets[0]!.bytesWritten).toBeLessThan(total / 2);
    answer.wantsMore = () => true;
    exchange.resume();
    await answer.over();
    expect([answer.bytes, answer.failure]).toEqual([total, null]);
  });

  it('tells no more after a pause until it is resumed', async () => {
    await using rig = await exchangeRig((socket, request) => {
      socket.write(request.startsWith('GET') ? whole('pong') : chunkedHead + chunk('one'));
    });
    const answer = new RecordedAnswer();
    answer.wantsMore = (bytes) => bytes !== 3;
    const { exchange } = rig.send({}, answer);
    await answer.until(() => answer.reads.length === 1);
    const [engine] = rig.server.sockets;
    await new Promise((resolve) => engine?.write(chunk('two') + chunk('three'), resolve));
    for (let i = 0; i < 10; i++) await rig.send({ method: 'GET', path: '/health', body: null }).answer.over();
    expect(answer.reads).toEqual(['one']);
    exchange.resume();
    engine?.write(lastChunk);
    await answer.over();
    expect(answer.text).toBe('onetwothree');
  });
});
