import { describe, expect, it } from 'vitest';
import { requestFigures } from '../metering/request-figures.ts';
import { decisionFor, settle, settledRecord } from '../metering/testing/test-records.ts';
import { testConfig } from '../metering/testing/test-config.ts';
import { ManualTime } from '../testing/manual-time.ts';
import { answerFigures } from './answer-figures.ts';
import { History, sliceMs } from './history.ts';
import { recentAnswers } from './recent-answers.ts';

const config = testConfig();
const nothing = { rollouts: new Map(), speedups: new Map() };

function rig() {
  const time = new ManualTime();
  const history = new History({ clock: time, timers: time, sample: () => nothing });
  history.start();
  return { time, history };
}

describe('History', () => {
  it('adds up what ended within a slice, by variant', () => {
    const { time, history } = rig();
    const decision = decisionFor(config, 'mlp');
    settle(history, settledRecord({ decision }));
    settle(history, settledRecord({ decision, outcome: 'upstream_reset' }));
    time.advance(sliceMs);
    settle(history, settledRecord({ decision: decisionFor(config, 'baseline') }));
    time.advance(sliceMs);
    const of = (variant: string) => answerFigures(recentAnswers(history.slices, { model: 'tgi', variant }));
    // 11 tokens in 6 steps; 10 tokens in 500 ms after a first one at 200 ms.
    expect(of('mlp')).toMatchObject({ requests: 2, failed: 1, acceleration: { method: 'estimated', requests: 2 } });
    expect(of('mlp').acceleration?.interval?.estimate).toBeCloseTo(11 / 6, 10);
    expect(of('mlp').tpotMs).toBeCloseTo(50, 8);
    expect(of('mlp').ttftMs).toBeCloseTo(200, 8);
    expect(of('baseline').requests).toBe(1);
    expect(of('other')).toEqual({ requests: 0, failed: 0, acceleration: null, tpotMs: null, ttftMs: null });
    expect(history.slices.map(({ answers }) => [...(answers.get('tgi')?.keys() ?? [])])).toEqual([
      ['mlp'],
      ['baseline'],
    ]);
  });

  it('counts as failures what engines and gateway did wrong, not what clients did', () => {
    const { time, history } = rig();
    const decision = decisionFor(config, 'mlp');
    for (const outcome of ['ok', 'client_gone', 'engine_rejected', 'engine_failed', 'internal'] as const) {
      settle(history, settledRecord({ decision, outcome }));
    }
    time.advance(sliceMs);
    expect(recentAnswers(history.slices, { model: 'tgi', variant: 'mlp' })).toMatchObject({ requests: 5, failed: 2 });
  });

  it('keeps an hour, and the last 200 requests', () => {
    const { time, history } = rig();
    const decision = decisionFor(config, 'mlp');
    for (let n = 0; n < 250; n += 1) settle(history, settledRecord({ decision, id: `r-${n}` }));
    time.advance(2 * 3_600_000);
    expect(history.slices).toHaveLength(720);
    expect(history.slices.at(-1)?.index).toBe(1440);
    const tail = history.tail.since(0);
    expect([tail.length, tail[0]?.id, tail.at(-1)?.id]).toEqual([200, 'r-249', 'r-50']);
    expect(history.tail.since(248).map(({ id }) => id)).toEqual(['r-249', 'r-248']);
    expect(history.tail.since(0, 3).map(({ sequence }) => sequence)).toEqual([250, 249, 248]);
  });

  it('tells of a request what is known of it, and no word of what was asked', () => {
    const { history } = rig();
    settle(history, settledRecord({ decision: decisionFor(config, 'mlp', { forced: true, exposure: false }) }));
    settle(history, settledRecord({ attempts: [], outcome: 'model_not_found', status: 404, model: 'x'.repeat(900) }));
    const [refused, answered] = history.tail.since(0);
    expect(answered).toMatchObject({ variant: 'mlp', reason: 'forced', tokens: 11, method: 'estimated', ttftMs: 200 });
    expect(answered?.acceleration).toBeCloseTo(11 / 6, 10);
    expect(refused).toMatchObject({ variant: null, replica: null, tokens: null, acceleration: null, tpotMs: null });
    expect(refused?.model).toHaveLength(200);
  });

  it('costs less than a microsecond a request', () => {
    const { history } = rig();
    const record = settledRecord({ decision: decisionFor(config, 'mlp') });
    const figures = requestFigures(record);
    const rounds = Array.from({ length: 20 }, () => {
      const began = performance.now();
      for (let n = 0; n < 5000; n += 1) history.settle(record, figures);
      return (performance.now() - began) / 5;
    });
    expect(Math.min(...rounds)).toBeLessThan(1);
  });
});
