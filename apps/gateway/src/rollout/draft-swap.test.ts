import { parseConfig } from '@slipstream/config';
import type { SwapStep, Variant } from '@slipstream/config';
import { describe, expect, it } from 'vitest';
import type { AskForSwap, SwapOrder } from '../ports.ts';
import { planned } from './core/rollout-state.ts';
import type { RolloutState } from './core/rollout-state.ts';
import { planOf } from './core/testing/plan-of.ts';
import { DraftSwap } from './draft-swap.ts';

const step: SwapStep = {
  kind: 'swap',
  route: 'sglang',
  body: { model_path: '/v2' },
  back: { model_path: '/v1' },
  timeoutMs: 1000,
  proofMs: 1000,
  confirm: false,
};
const state: RolloutState = { ...planned(planOf()), revision: 7 };

function variant(): Variant {
  const parsed = parseConfig(`
models:
  m:
    variants: { v: { engine: sglang, model: v, replicas: [http://a:1, http://b:1] } }`);
  const found = parsed.ok ? parsed.config.models.get('m')?.variants.get('v') : undefined;
  if (found === undefined) throw new Error('no variant');
  return found;
}

/** A swap of two replicas, whose answers come from `ask`; with what it was logged as. */
function swapOf(ask: AskForSwap): { swap: DraftSwap; log: string[] } {
  const log: string[] = [];
  const write = (_fields: object, words: string): void => void log.push(words);
  const logger = { debug: write, info: write, warn: write, error: write };
  return { swap: new DraftSwap({ ask, variantOf: () => variant(), logger }), log };
}

const answered = async (swap: DraftSwap): Promise<unknown> => {
  for (;;) {
    const answer = swap.answer(state);
    if (answer !== null) return answer;
    await new Promise((resolve) => setImmediate(resolve));
  }
};

describe('DraftSwap', () => {
  it('asks every replica once for the new weights, or for the old', async () => {
    const orders: SwapOrder[] = [];
    const { swap, log } = swapOf(async (_replica, order) => {
      orders.push(order);
      return null;
    });
    expect(swap.answer(state)).toBeNull();
    swap.begin(state, { step, load: 'new' });
    expect(await answered(swap)).toEqual({ accepted: true, taken: 2, reason: '2 of 2 replicas took it' });
    expect(orders).toEqual([1, 2].map(() => ({ route: 'sglang', body: step.body, timeoutMs: 1000 })));
    swap.begin({ ...state, revision: 8 }, { step, load: 'old' });
    await new Promise((resolve) => setImmediate(resolve));
    expect(orders.at(-1)?.body).toEqual({ model_path: '/v1' });
    expect(log[0]).toBe('the engines say that they have loaded draft weights');
    // Of another decision nothing is known.
    expect(swap.answer({ ...state, revision: 9 })).toBeNull();
  });

  it('says who refused, and how many may have loaded them all the same', async () => {
    const { swap, log } = swapOf(async ({ name }) => {
      if (name === 'v-0') return { reason: '404', mayHaveLoaded: false };
      throw new Error('it broke');
    });
    swap.begin(state, { step, load: 'new' });
    expect(await answered(swap)).toEqual({ accepted: false, taken: 1, reason: 'v-0: 404; v-1: it broke' });
    expect(log).toEqual(['draft weights were not loaded']);
  });

  it('asks for the old weights when the engines are through with the new ones, and not before', async () => {
    const loads: string[] = [];
    const slow = Promise.withResolvers<null>();
    const { swap } = swapOf(async (_replica, { body }) => {
      loads.push(String(body['model_path']));
      return await (body === step.body ? slow.promise : null);
    });
    swap.begin({ ...state, revision: 6 }, { step, load: 'new' });
    swap.begin(state, { step, load: 'old' });
    await new Promise((resolve) => setImmediate(resolve));
    expect(loads).toEqual(['/v2', '/v2']);
    slow.resolve(null);
    await answered(swap);
    expect(loads).toEqual(['/v2', '/v2', '/v1', '/v1']);
  });

  it('asks nobody where nothing brings the old weights back', () => {
    const { swap } = swapOf(async () => {
      throw new Error('asked');
    });
    swap.begin(state, { step: { ...step, back: null }, load: 'old' });
    expect(swap.answer(state)).toBeNull();
  });
});
