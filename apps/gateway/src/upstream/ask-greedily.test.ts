import { parseConfig } from '@slipstream/config';
import type { Variant } from '@slipstream/config';
import { describe, expect, it } from 'vitest';
import { createAskGreedily } from './ask-greedily.ts';
import { createDispatch } from './dispatch.ts';
import { exchangeRig } from './testing/exchange-rig.ts';
import type { ExchangeRig } from './testing/exchange-rig.ts';
import { ManualTimers } from './testing/manual-timers.ts';
import { answer } from './testing/scripted-server.ts';

const clock = { now: () => 0, wallTime: () => 0 };

function variant(): Variant {
  const parsed = parseConfig(`models: { m: { variants: { v: { engine: tgi, model: id, replicas: [http://a:1] } } } }`);
  if (!parsed.ok) throw new Error('no configuration');
  return parsed.config.models.get('m')!.variants.get('v')!;
}

function ask(rig: ExchangeRig, timers: ManualTimers): Promise<string | null> {
  const askGreedily = createAskGreedily({ dispatch: createDispatch(rig.pools, clock), timers, headersFor: () => ({}) });
  return askGreedily(rig.server.replica, variant(), 'What is a kite?');
}

const whole = (content: unknown): string => answer(JSON.stringify({ choices: [{ message: { content } }] }));

describe('askGreedily', () => {
  it('asks for a short whole answer, and gives its text', async () => {
    const timers = new ManualTimers();
    await using rig = await exchangeRig((socket) => socket.write(whole('A toy.')));
    expect(await ask(rig, timers)).toBe('A toy.');
    expect(timers.pending.size).toBe(0);
    expect(rig.server.requests[0]).toMatch(/^POST \/v1\/chat\/completions HTTP/);
  });

  it.each([
    ['an error', answer('{}', { status: '500 Internal Server Error' })],
    ['what is not JSON', answer('<html>')],
    ['an answer without text', whole(null)],
    ['more than was asked for', whole('x'.repeat(70_000))],
  ])('gives nothing for %s', async (_name, bytes) => {
    await using rig = await exchangeRig((socket) => socket.write(bytes));
    expect(await ask(rig, new ManualTimers())).toBeNull();
  });

  it('gives nothing when the engine hangs up, or says nothing', async () => {
    await using broken = await exchangeRig((socket) => socket.destroy());
    expect(await ask(broken, new ManualTimers())).toBeNull();
    const timers = new ManualTimers();
    const asked = Promise.withResolvers<void>();
    await using silent = await exchangeRig(() => asked.resolve());
    const late = ask(silent, timers);
    await asked.promise;
    timers.fire();
    expect(await late).toBeNull();
  });
});
