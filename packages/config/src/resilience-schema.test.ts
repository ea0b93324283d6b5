import { describe, expect, it } from 'vitest';
import { parseConfig } from './parse-config.ts';
import type { ParsedConfig } from './parse-config.ts';

function parse(top: string): ParsedConfig {
  return parseConfig(
    `${top}\nmodels: { m: { variants: { v: { engine: tgi, model: id, replicas: ["http://a:1"] } } } }`,
  );
}

describe('health, retry, hedge and pool', () => {
  it('are there without being written, and hedging is off', () => {
    const parsed = parse('');
    expect(parsed.ok && { ...parsed.config }).toMatchObject({
      health: { windowMs: 20_000, minRequests: 5, minSuccessRatio: 0.5, outlierMargin: 0.2, maxEjectedShare: 0.5 },
      retry: { share: 0.2, floor: 10, windowMs: 10_000 },
      hedge: { enabled: false, quantile: 0.95, minSamples: 50 },
      pool: { connections: null, keepAliveMs: 4000 },
    });
  });

  it('let the longest time of a circuit be no shorter than its first', () => {
    const parsed = parse('health: { open: 2m }');
    expect(parsed.ok && parsed.config.health).toMatchObject({ openMs: 120_000, longestOpenMs: 120_000 });
  });

  it.each([
    ['health: { maxEjectedShare: 1.1 }', 'health.maxEjectedShare'],
    ['health: { minRequests: 0 }', 'health.minRequests'],
    ['retry: { share: -0.1 }', 'retry.share'],
    ['retry: { window: 10 }', 'retry.window'],
    ['hedge: { quantile: 1 }', 'hedge.quantile'],
    ['hedge: { on: true }', 'hedge.on'],
    ['pool: { connections: 0 }', 'pool.connections'],
  ])('refuse %s', (top, path) => {
    const parsed = parse(top);
    expect(parsed.ok ? [] : parsed.issues.map((issue) => issue.path)).toEqual([path]);
  });
});
