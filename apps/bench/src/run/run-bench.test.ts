import { describe, expect, it } from 'vitest';
import type { BenchRow } from '../analyse/bench-row.ts';
import type { BenchOptions } from '../plan/bench-options.ts';
import { benchOptions } from '../testing/bench-options.ts';
import type { TgiScript } from '../testing/scripted-tgi.ts';
import { startTgi } from '../testing/start-tgi.ts';
import { BenchError } from './bench-error.ts';
import { runBench } from './run-bench.ts';

/** 20 tokens in 20 passes, and in 11: both passes take as long. */
const plain: TgiScript = { passes: Array.from({ length: 20 }, () => 1), passMs: 4 };
const speculating: TgiScript = { passes: [1, ...Array.from({ length: 9 }, () => 2), 1], passMs: 4 };

async function twoServers(mlp: TgiScript = speculating, changes: Partial<BenchOptions> = {}) {
  const [baseline, variant] = await Promise.all([startTgi(plain), startTgi(mlp)]);
  return { baseline, mlp: variant, options: benchOptions({ baseline: baseline.url, mlp: variant.url }, changes) };
}

/** All but `client-lag`, which is about the machine of the test. */
const codes = ({ flags }: BenchRow) => flags.map(({ code }) => code).filter((code) => code !== 'client-lag');

describe('runBench', () => {
  it('measures acceleration to the token and a speed-up against the baseline', async () => {
    const { options } = await twoServers({ ...speculating, modelId: 'ibm-fms/llama3-8b-accelerator' });
    const { rows, env, records } = await runBench(options);
    const [baseline, mlp] = rows;
    expect(baseline).toMatchObject({
      variant: 'baseline',
      requests: 12,
      tokenSum: 0,
      tokensCount: 240,
      acceleration: 1,
    });
    expect(mlp).toMatchObject({
      model: 'ibm-fms/llama3-8b-accelerator',
      tokenSum: 12 * 9,
      tokensCount: 12 * 11,
      totalTokens: 240,
      usageTokens: 240,
      usageSource: 'events',
      acceleration: 20 / 11,
      speedupMethod: 'paired',
      errors: 0,
    });
    expect(mlp!.speedup!.lower).toBeGreaterThan(1);
    expect(mlp!.stepCost).toBeCloseTo(20 / 11 / mlp!.speedup!.estimate, 12);
    expect(env.engines['mlp']?.version).toBe('2.2.1-dev0');
    expect(records).toHaveLength(24);
  });

  it('asks every arm the same prompts in the same order, and does not count the warm-up', async () => {
    const { options, baseline, mlp } = await twoServers(speculating, {
      levels: [{ vus: 1, stop: { kind: 'requests', count: 5 } }],
      warmup: 2,
    });
    const { records } = await runBench(options);
    const asked = (server: typeof mlp) => server.tgi.calls.map(({ body }) => body['messages']);
    expect(asked(baseline)).toEqual(asked(mlp));
    expect(asked(mlp)).toHaveLength(7);
    expect(new Set(asked(mlp).map((messages) => JSON.stringify(messages))).size).toBe(7);
    const ids = (arm: string) => records.filter((each) => each.arm === arm).map(({ promptId }) => promptId);
    expect(ids('baseline')).toEqual(ids('mlp'));
  });

  it('keeps exactly as many requests under way as there are virtual users', async () => {
    let [running, most] = [0, 0];
    const { url } = await startTgi({
      instead: (_, response) => {
        most = Math.max(most, (running += 1));
        response.once('close', () => (running -= 1));
        return false;
      },
    });
    await runBench(benchOptions({ a: url }, { levels: [{ vus: 3, stop: { kind: 'requests', count: 20 } }] }));
    expect(most).toBe(3);
  });

  it('stops starting after the duration and waits for every answer', async () => {
    const { options } = await twoServers(speculating, { levels: [{ vus: 2, stop: { kind: 'duration', ms: 300 } }] });
    const { rows } = await runBench(options);
    for (const row of rows) {
      expect(row.requests).toBeGreaterThanOrEqual(2);
      expect(row.totalTokens).toBe(20 * row.requests);
      expect(row.throughputWithin).not.toBeNull();
    }
  });

  it('measures variants one after the other when they are apart', async () => {
    const { options } = await twoServers(speculating, { arms: ['apart'] });
    const { records, rows } = await runBench(options);
    const last = Math.max(...records.filter(({ arm }) => arm === 'baseline').map(({ endedAtMs }) => endedAtMs));
    const first = Math.min(...records.filter(({ arm }) => arm === 'mlp').map(({ sentAtMs }) => sentAtMs));
    expect(first).toBeGreaterThan(last);
    expect(rows[1]!.speedup).not.toBeNull();
  });

  it('has tokens and no times of answers that are not streamed, and says so', async () => {
    const { options } = await twoServers(speculating, { stream: false });
    const [, mlp] = (await runBench(options)).rows;
    expect(mlp).toMatchObject({ acceleration: 20 / 11, usageSource: 'usage', ttftMs: { p50: null }, speedup: null });
    expect(mlp!.speedupReason).toContain('no streamed answer');
  });

  it('refuses engines that somebody else uses, unless sharing is allowed: then it flags them', async () => {
    const { options } = await twoServers({ ...speculating, foreignPasses: 3 });
    await expect(runBench(options)).rejects.toThrow('mlp: somebody else uses its engine (its step counter moved by 3)');
    const { rows } = await runBench({ ...options, allowShared: true });
    expect(rows.map(codes)).toEqual([[], ['foreign-traffic', 'totals-disagree']]);
  });

  it('finds out that an engine was restarted meanwhile', async () => {
    const restart: TgiScript['instead'] = (n) => {
      if (n === 20) servers.mlp.tgi.restart();
      return false;
    };
    const servers = await twoServers({ ...speculating, instead: restart }, { warmup: 20 });
    const [, mlp] = (await runBench(servers.options)).rows;
    expect(codes(mlp!)).toContain('counter-reset');
    expect(mlp).toMatchObject({ acceleration: null, speedup: null });
  });

  it('counts failures, keeps on asking, and still accounts for every token', async () => {
    const { options } = await twoServers({
      ...speculating,
      instead: (n, response) => {
        if (n % 4 !== 3) return false;
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.end('data: {"error":"Model is overloaded","error_type":"overloaded"}\n\ndata: [DONE]\n\n');
        return true;
      },
    });
    const [, mlp] = (await runBench(options)).rows;
    expect(mlp).toMatchObject({
      requests: 9,
      errors: 3,
      failures: { 'stream-error': 3 },
      totalTokens: 180,
      usageTokens: 180,
    });
  });

  it('gives up where nothing can be measured, in one line', async () => {
    const { url } = await startTgi({ instead: (_, response) => (response.writeHead(503).end('starting'), true) });
    await expect(runBench(benchOptions({ a: url }))).rejects.toThrow(
      'a: all 2 warm-up requests failed: HTTP 503: starting',
    );
    const nobody = new URL('http://127.0.0.1:1');
    await expect(runBench(benchOptions({ a: nobody }))).rejects.toThrow(BenchError);
  });

  it('drops everything when it is interrupted', async () => {
    const interrupt = new AbortController();
    const { url } = await startTgi({ instead: () => (interrupt.abort(new Error('interrupted')), true) });
    await expect(runBench(benchOptions({ a: url }), { signal: interrupt.signal })).rejects.toThrow('interrupted');
  });
});
