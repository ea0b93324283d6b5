import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { exchangeRig } from '../testing/exchange-rig.ts';
import { RecordedAnswer } from '../testing/recorded-answer.ts';
import { answer as whole, chunk, chunkedHead, closed, lastChunk } from '../testing/scripted-server.ts';

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

describe('Http1Pool', () => {
  it('opens no more connections than it may, and serves who waits in the order of their coming', async () => {
    const open: Socket[] = [];
    await using rig = await exchangeRig((socket) => void open.push(socket), { connections: 2 });
    const answers = Array.from({ length: 4 }, () => rig.send().answer);
    while (open.length < 2) await turn();
    expect(rig.pools.of(rig.replica).stats).toEqual({ connected: 2, running: 2, pending: 2 });
    for (let next = 0; next < 4; next += 1) {
      while (open.length <= next) await turn();
      open[next]?.write(whole(`answer ${next}`));
      await answers[next]?.over();
    }
    expect(answers.map(({ text }) => text)).toEqual(['answer 0', 'answer 1', 'answer 2', 'answer 3']);
    expect(rig.server.sockets).toHaveLength(2);
  });

  it('forgets who was aborted while waiting', async () => {
    const open: Socket[] = [];
    await using rig = await exchangeRig((socket) => void open.push(socket), { connections: 1 });
    const first = rig.send();
    const second = rig.send();
    const third = rig.send();
    while (open.length < 1) await turn();
    second.exchange.abort();
    open[0]?.write(whole('one'));
    await first.answer.over();
    while (open.length < 2) await turn();
    open[1]?.write(whole('three'));
    await third.answer.over();
    expect([third.answer.text, second.answer.ends, second.answer.failure]).toEqual(['three', 0, null]);
  });

  it('gives the place of a connection that broke to who waits', async () => {
    await using rig = await exchangeRig(
      (socket, _request, index) => (index === 0 ? socket.resetAndDestroy() : socket.write(whole('hello'))),
      { connections: 1 },
    );
    const [first, second] = [rig.send(), rig.send()];
    await Promise.all([first.answer.over(), second.answer.over()]);
    expect([first.answer.failure?.kind, second.answer.text]).toEqual(['reset', 'hello']);
  });

  it.each([
    ['that says it closes', whole('x', { headers: ['connection: close'] })],
    ['of HTTP/1.0', whole('x').replace('1.1', '1.0')],
    ['with words behind it', `${whole('x')}more`],
    ['whose server keeps it no longer', whole('x', { headers: ['keep-alive: timeout=1'] })],
  ])('does not use a connection again after an answer %s', async (_what, bytes) => {
    await using rig = await exchangeRig((socket) => socket.write(bytes));
    for (let count = 0; count < 2; count += 1) {
      await rig.send().answer.over();
      await turn();
      await turn();
    }
    expect(rig.server.sockets).toHaveLength(2);
  });

  it('closes a connection on which the server speaks unasked', async () => {
    await using rig = await exchangeRig((socket) => socket.write(whole('hello')));
    await rig.send().answer.over();
    const [socket] = rig.server.sockets;
    socket?.write(whole('for nobody'));
    await closed(socket);
    const { answer } = rig.send();
    await answer.over();
    expect([answer.text, rig.server.sockets.length]).toEqual(['hello', 2]);
  });

  it('closes idle connections in time, and holds no timer without any', async () => {
    await using rig = await exchangeRig((socket) => socket.write(whole('hello')), { keepAliveMs: 20 });
    await rig.send().answer.over();
    await closed(rig.server.sockets[0]);
    await turn();
    expect(rig.pools.of(rig.replica).stats).toEqual({ connected: 0, running: 0, pending: 0 });
  });

  it('sends a body that is too large to be copied, whole', async () => {
    const body = Buffer.alloc(300_000, 'a');
    let received = 0;
    await using rig = await exchangeRig((socket, request) => {
      received = request.length - request.indexOf('\r\n\r\n') - 4;
      socket.on('data', (more: Buffer) => (received += more.length));
      const answerWhenWhole = (): void => {
        if (received < body.length) setImmediate(answerWhenWhole);
        else socket.write(whole('all of it'));
      };
      answerWhenWhole();
    });
    const { answer } = rig.send({ body });
    await answer.over();
    expect([answer.text, received]).toEqual(['all of it', body.length]);
  });

  it('keeps the end of an answer back while its reader is paused', async () => {
    await using rig = await exchangeRig((socket) => socket.write(chunkedHead + chunk('a') + lastChunk));
    const answer = new RecordedAnswer();
    answer.wantsMore = () => false;
    const { exchange } = rig.send({}, answer);
    await answer.until(() => answer.text === 'a');
    await turn();
    await turn();
    expect(answer.ends).toBe(0);
    exchange.resume();
    await answer.over();
    expect(answer.ends).toBe(1);
  });
});
