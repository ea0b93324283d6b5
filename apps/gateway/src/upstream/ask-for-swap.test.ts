import type { SwapStep } from '@slipstream/config';
import { describe, expect, it } from 'vitest';
import { createAskForSwap } from './ask-for-swap.ts';
import { createDispatch } from './dispatch.ts';
import { exchangeRig } from './testing/exchange-rig.ts';
import type { ExchangeRig } from './testing/exchange-rig.ts';
import { ManualTimers } from './testing/manual-timers.ts';
import { answer } from './testing/scripted-server.ts';

const clock = { now: () => 0, wallTime: () => 0 };
const step: SwapStep = {
  kind: 'swap',
  route: 'sglang',
  body: { model_path: '/drafts/v2' },
  timeoutMs: 2000,
  proofMs: 1000,
  confirm: false,
};

function ask(rig: ExchangeRig, timers: ManualTimers): Promise<string | null> {
  const headersFor = (): Record<string, string> => ({ authorization: 'Bearer k' });
  const askForSwap = createAskForSwap({ dispatch: createDispatch(rig.pools, clock), timers, headersFor });
  return askForSwap(rig.server.replica, step);
}

describe('askForSwap', () => {
  it('posts what is configured to the route of the engine, with its key, and leaves no timer', async () => {
    const timers = new ManualTimers();
    await using rig = await exchangeRig((socket) => socket.write(answer('{"success":true}')));
    expect(await ask(rig, timers)).toBeNull();
    const [request] = rig.server.requests;
    expect(request).toMatch(/^POST \/update_weights_from_disk HTTP\/1\.1\r\n/);
    expect(request).toContain('authorization: Bearer k');
    expect(timers.pending.size).toBe(0);
  });

  it('says why an engine would not', async () => {
    await using rig = await exchangeRig((socket) => socket.write(answer('', { status: '404 Not Found' })));
    expect(await ask(rig, new ManualTimers())).toBe('/update_weights_from_disk answered 404');
  });

  it('says so when the engine hangs up, or does not answer in time', async () => {
    await using broken = await exchangeRig((socket) => socket.destroy());
    expect(await ask(broken, new ManualTimers())).toBe('/update_weights_from_disk could not be asked: reset');
    const timers = new ManualTimers();
    const asked = Promise.withResolvers<void>();
    await using silent = await exchangeRig(() => asked.resolve());
    const late = ask(silent, timers);
    await asked.promise;
    timers.fire();
    expect(await late).toBe('/update_weights_from_disk did not answer in 2 s');
  });
});
