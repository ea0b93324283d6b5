import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadWorkload } from '../workload/load-workload.ts';
import { promptOrder } from './prompt-order.ts';
import { shuffled } from './shuffled.ts';

const prompts = fc
  .array(fc.constantFrom('code', 'chat', 'summary'), { maxLength: 40 })
  .map((classes) => classes.map((name, index) => ({ id: `${index}`, class: name, text: 'x' })));

describe('promptOrder', () => {
  it('keeps every prompt exactly once, and one seed always gives one order', () => {
    fc.assert(
      fc.property(prompts, fc.string(), (list, seed) => {
        const order = promptOrder(list, seed);
        expect(order.map(({ id }) => id).toSorted()).toEqual(list.map(({ id }) => id).toSorted());
        expect(promptOrder(list, seed)).toEqual(order);
      }),
    );
  });

  it('starts with the same mix wherever an arm stops: each six of the built-in mix have every class', async () => {
    const order = promptOrder((await loadWorkload(null)).prompts, 'any');
    for (let start = 0; start < order.length; start += 6) {
      expect(new Set(order.slice(start, start + 6).map((prompt) => prompt.class)).size).toBe(6);
    }
  });

  it('differs by seed', () => {
    const list = Array.from({ length: 20 }, (_, index) => index);
    expect(shuffled(list, '1')).not.toEqual(shuffled(list, '2'));
  });
});

describe('shuffled', () => {
  it('puts every item first about equally often', () => {
    const firsts = Array.from({ length: 3000 }, (_, seed) => shuffled([0, 1, 2], `${seed}`)[0]);
    for (const item of [0, 1, 2]) {
      const share = firsts.filter((first) => first === item).length / firsts.length;
      expect(share).toBeGreaterThan(0.3);
      expect(share).toBeLessThan(0.37);
    }
  });
});
