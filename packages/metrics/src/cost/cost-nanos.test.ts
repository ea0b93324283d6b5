import { describe, expect, it } from 'vitest';
import { costNanos } from './cost-nanos.ts';

const prices = { prompt: 0.2, cachedPrompt: null, completion: 0.6 };

describe('costNanos', () => {
  it('is what a million tokens of each kind cost', () => {
    expect(costNanos({ prompt: 1e6, cached: 0, completion: 1e6 }, prices)).toBe(0.8e9);
    expect(costNanos({ prompt: 1, cached: null, completion: 1 }, prices)).toBe(800);
  });

  it('takes the cached part of a prompt at its own price, and never more than the prompt', () => {
    const cheaper = { ...prices, cachedPrompt: 0.05 };
    expect(costNanos({ prompt: 1000, cached: 400, completion: 0 }, cheaper)).toBe(600 * 200 + 400 * 50);
    expect(costNanos({ prompt: 1000, cached: 4000, completion: 0 }, cheaper)).toBe(1000 * 50);
    expect(costNanos({ prompt: 1000, cached: 400, completion: 0 }, prices)).toBe(1000 * 200);
  });

  it('is unknown where a price or a count is', () => {
    expect(costNanos({ prompt: 1, cached: 0, completion: 1 }, null)).toBeNull();
    expect(costNanos({ prompt: null, cached: 0, completion: 1 }, prices)).toBeNull();
    expect(costNanos({ prompt: 1, cached: 0, completion: null }, prices)).toBeNull();
  });
});
