import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { chat, plainChat } from '../../../testing/chat-calls.ts';
import { launchStill, type Launched } from '../../../testing/launch-emulator.ts';
import { metric } from '../../../testing/metric-page.ts';

const dropped = (emulator: Launched): Promise<number | null> =>
  metric(emulator, 'tgi_request_failure', 'tgi_request_failure', { err: 'dropped' });

/** A raw client, so that it can leave in every way a client can. */
async function rawChat(emulator: Launched, fields: object): Promise<Socket> {
  const { hostname, port } = new URL(emulator.url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  const body = JSON.stringify({ ...plainChat, max_tokens: 500, ...fields });
  socket.write(
    `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  while (emulator.engine.truth().waiting === 0) await new Promise(setImmediate);
  return socket;
}

async function untilAborted(emulator: Launched, count = 1): Promise<void> {
  while (emulator.engine.truth().aborted < count) await new Promise(setImmediate);
}

describe('a client that leaves', () => {
  it.each([
    ['resets a stream', { stream: true }, (socket: Socket) => socket.resetAndDestroy()],
    ['closes a stream', { stream: true }, (socket: Socket) => socket.destroy()],
    ['half-closes a stream', { stream: true }, (socket: Socket) => socket.end()],
    ['closes while a whole answer is pending', {}, (socket: Socket) => socket.destroy()],
  ])('tgi-2.2: %s: at most the step in flight is wasted, and it counts as dropped', async (_way, fields, leave) => {
    const emulator = await launchStill();
    const socket = await rawChat(emulator, fields);
    while (emulator.engine.truth().steps < 5) emulator.clock.step();
    leave(socket);
    await untilAborted(emulator);
    emulator.clock.runAll();
    expect(emulator.engine.truth()).toMatchObject({ steps: 5, tokens: 5, running: 0, finished: 0 });
    expect(await dropped(emulator)).toBe(1);
    expect(await metric(emulator, 'tgi_request_success')).toBeNull();
    expect(await metric(emulator, 'tgi_request_generated_tokens')).toBeNull();
    socket.destroy();
  });

  it('tgi-2.2: from the queue: it is never prefilled', async () => {
    const emulator = await launchStill();
    const socket = await rawChat(emulator, { stream: true });
    socket.destroy();
    await untilAborted(emulator);
    emulator.clock.runAll();
    expect(emulator.engine.truth()).toMatchObject({ prefills: 0, tokens: 0 });
    expect(await dropped(emulator)).toBe(1);
  });

  it('tgi-2.2: gives its permit back at once', async () => {
    const emulator = await launchStill(['--max-concurrent-requests', '1']);
    const socket = await rawChat(emulator, { stream: true });
    expect((await chat(emulator)).status).toBe(429);
    socket.destroy();
    await untilAborted(emulator);
    const next = chat(emulator);
    while (emulator.engine.truth().requests < 2) await new Promise(setImmediate);
    emulator.clock.runAll();
    expect((await next).status).toBe(200);
  });

  it('tgi-2.2: before its body is whole: nothing is counted', async () => {
    const emulator = await launchStill();
    const { hostname, port } = new URL(emulator.url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.write('POST /generate HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 90\r\n\r\n{');
    socket.end();
    await once(socket, 'close');
    expect((await emulator.call('/metrics')).text).toBe('');
  });
});
