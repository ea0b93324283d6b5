import { describe, expect, it } from 'vitest';
import type { SwapOrder, SwapRefusal } from '../ports.ts';
import { createAskForSwap } from './ask-for-swap.ts';
import { createDispatch } from './dispatch.ts';
import { exchangeRig } from './testing/exchange-rig.ts';
import type { ExchangeRig } from './testing/exchange-rig.ts';
import { ManualTimers } from './testing/manual-timers.ts';
import { answer } from './testing/scripted-server.ts';

const clock = { now: () => 0, wallTime: () => 0 };
const sglang: SwapOrder = { route: 'sglang', body: { model_path: '/drafts/v2' }, timeoutMs: 2000 };
const vllm: SwapOrder = {
  route: 'vllm',
  body: { update_info: { names: ['fc'] }, weight_version: 'v2' },
  timeoutMs: 2000,
};

function ask(
  rig: ExchangeRig,
  order: SwapOrder,
  timers: ManualTimers = new ManualTimers(),
): Promise<SwapRefusal | null> {
  const headersFor = (): Record<string, string> => ({ authorization: 'Bearer k' });
  return createAskForSwap({ dispatch: createDispatch(rig.pools, clock), timers, headersFor })(
    rig.server.replica,
    order,
  );
}

/** `METHOD path body` of what the server was asked. */
const asked = ({ server }: ExchangeRig): readonly string[] =>
  server.requests.map((request) => {
    const [head = '', body = ''] = request.split('\r\n\r\n');
    return `${head.split(' HTTP/1.1')[0]} ${body}`;
  });

const pathOf = (request: string): string => request.split(' ')[1] ?? '';

describe('a swap asked of SGLang', () => {
  it('posts what is configured to its route, with its key, and leaves no timer', async () => {
    const timers = new ManualTimers();
    await using rig = await exchangeRig((socket) => socket.write(answer('{"success":true}')));
    expect(await ask(rig, sglang, timers)).toBeNull();
    expect(asked(rig)).toEqual(['POST /update_weights_from_disk {"model_path":"/drafts/v2"}']);
    expect(rig.server.requests[0]).toContain('authorization: Bearer k');
    expect(timers.pending.size).toBe(0);
  });

  it.each([
    ['404 Not Found', '', '/update_weights_from_disk answered 404', false],
    // It has loaded the target by then, and perhaps a part of the draft.
    [
      '400 Bad Request',
      '{"success":false,"message":"no such folder"}',
      '/update_weights_from_disk answered 400: no such folder',
      true,
    ],
    ['200 OK', '{"success":false,"message":"no"}', '/update_weights_from_disk answered 200: no', true],
    ['401 Unauthorized', '{"error":"Unauthorized"}', '/update_weights_from_disk answered 401: Unauthorized', false],
  ])('says why it would not: %s %s', async (status, body, reason, mayHaveLoaded) => {
    await using rig = await exchangeRig((socket) => socket.write(answer(body, { status })));
    expect(await ask(rig, sglang)).toEqual({ reason, mayHaveLoaded });
  });

  it('says so when it hangs up, or does not answer in time', async () => {
    await using broken = await exchangeRig((socket) => socket.destroy());
    expect(await ask(broken, sglang)).toEqual({
      reason: '/update_weights_from_disk could not be asked: reset',
      mayHaveLoaded: true,
    });
    const timers = new ManualTimers();
    const isAsked = Promise.withResolvers<void>();
    await using silent = await exchangeRig(() => isAsked.resolve());
    const late = ask(silent, sglang, timers);
    await isAsked.promise;
    timers.fire();
    expect(await late).toEqual({ reason: '/update_weights_from_disk did not answer in 2 s', mayHaveLoaded: true });
  });
});

describe('a swap asked of vLLM', () => {
  it('is a session on the draft model, in a pause that requests survive', async () => {
    await using rig = await exchangeRig((socket) => socket.write(answer('{}')));
    expect(await ask(rig, vllm)).toBeNull();
    expect(asked(rig)).toEqual([
      'POST /pause?mode=keep {}',
      'POST /start_draft_weight_update {}',
      'POST /update_weights {"update_info":{"names":["fc"]}}',
      'POST /finish_weight_update {"weight_version":"v2"}',
      'POST /resume {}',
    ]);
  });

  it('resumes whatever has failed', async () => {
    const error = '{"error":{"message":"Weight transfer not configured."}}';
    await using rig = await exchangeRig((socket, request) => {
      const fails = pathOf(request) === '/start_draft_weight_update';
      socket.write(fails ? answer(error, { status: '500 Internal Server Error' }) : answer('{}'));
    });
    expect(await ask(rig, vllm)).toEqual({
      reason: '/start_draft_weight_update answered 500: Weight transfer not configured.',
      mayHaveLoaded: false,
    });
    expect(asked(rig).map(pathOf)).toEqual(['/pause?mode=keep', '/start_draft_weight_update', '/resume']);
  });

  it('resumes in time of its own when an update hangs', async () => {
    const timers = new ManualTimers();
    const hangs = Promise.withResolvers<void>();
    await using rig = await exchangeRig((socket, request) => {
      if (pathOf(request) === '/update_weights') hangs.resolve();
      else socket.write(answer('{}'));
    });
    const late = ask(rig, vllm, timers);
    await hangs.promise;
    timers.fire();
    expect(await late).toEqual({ reason: '/update_weights did not answer in 2 s', mayHaveLoaded: true });
    expect(asked(rig).map(pathOf).at(-1)).toBe('/resume');
    expect(timers.pending.size).toBe(0);
  });

  it('is nothing but a 404 where the development routes are off', async () => {
    await using rig = await exchangeRig((socket) =>
      socket.write(answer('{"detail":"Not Found"}', { status: '404 Not Found' })),
    );
    expect(await ask(rig, vllm)).toEqual({ reason: '/pause?mode=keep answered 404: Not Found', mayHaveLoaded: false });
    expect(asked(rig)).toHaveLength(1);
  });

  it('tells of a server that may be left paused', async () => {
    await using rig = await exchangeRig((socket, request) => {
      socket.write(pathOf(request) === '/resume' ? answer('', { status: '500 Oh' }) : answer('{}'));
    });
    expect(await ask(rig, vllm)).toEqual({
      reason: '/resume answered 500: it may be left paused',
      mayHaveLoaded: true,
    });
  });
});
