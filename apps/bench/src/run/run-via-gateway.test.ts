import { describe, expect, it } from 'vitest';
import type { BenchRow } from '../analyse/bench-row.ts';
import { benchOptions } from '../testing/bench-options.ts';
import { startTgi } from '../testing/start-tgi.ts';
import { runBench } from './run-bench.ts';

const levels = [{ vus: 2, stop: { kind: 'requests', count: 12 } }] as const;
const passes = [1, 2, 2, 1];

/** One server that answers as a gateway would: it names the variant that was asked for, or always the same one. */
async function gateway(answersAs: string | null) {
  return startTgi({
    passes,
    ...(answersAs === null ? {} : { headers: { 'x-slipstream-variant': answersAs, 'x-slipstream-replica': 'mlp-0' } }),
  });
}

/** All but `client-lag`, which is about the machine of the test. */
const codes = ({ flags }: BenchRow) => flags.map(({ code }) => code).filter((code) => code !== 'client-lag');
const via = (url: URL) => ({ kind: 'via', gateway: url, variants: ['mlp'] }) as const;

describe('runBench through a gateway', () => {
  it("forces the variant, checks who answered, and reads that variant's engine", async () => {
    const { tgi, url } = await gateway('mlp');
    const metrics = new Map([['mlp', [new URL('/metrics', url)]]]);
    const { rows, records } = await runBench(benchOptions({}, { route: via(url), metrics, levels }));
    expect(new Set(tgi.calls.map(({ headers }) => headers['x-slipstream-variant']))).toEqual(new Set(['mlp']));
    expect(rows[0]).toMatchObject({ acceleration: 1.5, usageTokens: 72, totalTokens: 72 });
    expect(codes(rows[0]!)).toEqual([]);
    expect(records[0]).toMatchObject({ variant: 'mlp', replica: 'mlp-0' });
  });

  it('throws away a row in which another variant answered, or nobody said which', async () => {
    for (const answersAs of ['baseline', null]) {
      const { url } = await gateway(answersAs);
      const metrics = new Map([['mlp', [new URL('/metrics', url)]]]);
      const { rows } = await runBench(benchOptions({}, { route: via(url), metrics, levels }));
      expect(rows[0]!.flags[0]!.code).toBe('wrong-variant');
      expect(rows[0]!.acceleration).toBeNull();
    }
  });

  it('knows no acceleration where it was not told where the engine counts', async () => {
    const { url } = await gateway('mlp');
    const { rows } = await runBench(benchOptions({}, { route: via(url), levels }));
    expect(rows[0]).toMatchObject({ acceleration: null, tokensCount: null, usageTokens: 72, model: 'scripted' });
    expect(codes(rows[0]!)).toEqual(['no-counters']);
  });
});
