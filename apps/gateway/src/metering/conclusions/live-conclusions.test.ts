import type { Config } from '@slipstream/config';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Decision } from '../../ports.ts';
import type { AttemptRecord, RequestRecord } from '../request-record.ts';
import { testConfig } from '../testing/test-config.ts';
import { attempt, decisionFor, settle, settledRecord, streamReading, tokenCounts } from '../testing/test-records.ts';
import type { ConclusionDimension } from './bands.ts';
import type { ConclusionsRow } from './conclusions-report.ts';
import { LiveConclusions } from './live-conclusions.ts';

const start = Date.UTC(2026, 10, 24, 12);
let config: Config;
let conclusions: LiveConclusions;
let units: number;

beforeEach(() => {
  config = testConfig();
  conclusions = new LiveConclusions(() => config, { wallTime: () => start });
  units = 0;
});

interface Answered {
  readonly tokens?: number;
  readonly steps?: number;
  readonly secondsPerToken?: number;
  readonly record?: Partial<RequestRecord>;
  readonly attempt?: Partial<AttemptRecord>;
  readonly decision?: Partial<Decision>;
}

/** One streamed answer, exact: 4 draft tokens per decode step. Each of another unit. */
function answer(variant: string, { tokens = 100, steps = 50, secondsPerToken = 0.02, ...rest }: Answered = {}): void {
  const sums = {
    requests: 1,
    tokens,
    steps,
    accepted: tokens - steps,
    drafts: steps - 1,
    draftTokens: 4 * (steps - 1),
    acceptedByPosition: [tokens - steps - 10, 10],
  };
  const seconds = secondsPerToken * (tokens - 1);
  const reading = streamReading({
    tokens: tokenCounts({ prompt: 300, completion: tokens }),
    firstTokenAtMs: 1200,
    lastTokenAtMs: 1200 + 1000 * seconds,
    speculation: { sums, method: 'exact', source: 'test' },
  });
  const replicaTime = { seconds: seconds + 0.2, decodeSeconds: seconds };
  const own = attempt({ reading, replicaTime, ...rest.attempt });
  units += 1;
  const decision = decisionFor(config, variant, { unitHash: units, ...rest.decision });
  settle(conclusions, settledRecord({ decision, attempts: [own], ...rest.record }));
}

function rows(variant: string, by: ConclusionDimension = 'variant'): readonly ConclusionsRow[] {
  return conclusions.read({ model: null, by }).rows.filter((row) => row.variant === variant);
}

describe('conclusions', () => {
  it('are ratios of sums, with an interval around each', () => {
    answer('mlp', { tokens: 100, steps: 50 });
    answer('mlp', { tokens: 300, steps: 200, secondsPerToken: 0.01 });
    const [row] = rows('mlp');
    expect(row).toMatchObject({ control: 'baseline', band: null, method: 'exact', requests: 2, tokens: 400 });
    const estimates = Object.entries(row!).flatMap(([name, value]) =>
      typeof value === 'object' && value !== null && 'estimate' in value
        ? [[name, value.estimate as number] as const]
        : [],
    );
    const wanted = {
      acceleration: 400 / 250,
      decodeAcceleration: 398 / 248,
      meanAcceptanceLength: 1 + 150 / 248,
      acceptanceRate: 150 / (4 * 248),
      stepTimeMs: (1000 * (0.02 * 99 + 0.01 * 299)) / 248,
      tpotMs: (1000 * (0.02 * 99 + 0.01 * 299)) / 398,
      ttftMs: 200,
      gpuSecondsPer1000Tokens: (1000 * (0.02 * 99 + 0.01 * 299 + 0.4)) / 400,
    };
    expect(Object.fromEntries(estimates.map(([name]) => [name, true]))).toEqual(
      Object.fromEntries(Object.keys(wanted).map((name) => [name, true])),
    );
    for (const [name, value] of estimates) expect(value).toBeCloseTo(wanted[name as keyof typeof wanted], 9);
    expect(row!.acceleration!.lower).toBeLessThan(1.6);
    expect(row!.acceleration!.upper).toBeGreaterThan(1.6);
    expect(row!.acceptanceByPosition!.map(({ estimate }) => estimate)).toEqual([130 / 248, 20 / 248]);
  });

  it('do not mix methods in one number', () => {
    answer('mlp');
    settle(conclusions, settledRecord({ decision: decisionFor(config, 'mlp') }));
    settle(
      conclusions,
      settledRecord({
        decision: decisionFor(config, 'mlp'),
        attempts: [attempt({ reading: streamReading({ speculation: null }) })],
      }),
    );
    expect(rows('mlp').map(({ method, requests }) => [method, requests])).toEqual([
      ['exact', 1],
      ['estimated', 1],
      [null, 1],
    ]);
  });

  it('say nothing of what nobody was asked for, which is there all the same', () => {
    expect(conclusions.read({ model: 'tgi', by: 'variant' }).since).toBe('2026-11-24T12:00:00.000Z');
    const known = { model: 'tgi', variant: 'mlp', control: 'baseline', requests: 0, tokens: 0 };
    const [row] = rows('mlp');
    expect(row).toMatchObject(known);
    const unknown = Object.entries(row!).filter(([name]) => !(name in known));
    expect(unknown.every(([, value]) => value === null)).toBe(true);
    expect(rows('mlp', 'class')).toEqual([]);
    settle(conclusions, settledRecord({ decision: decisionFor(config, 'mlp'), attempts: [], outcome: 'queue_full' }));
    expect(rows('mlp')).toMatchObject([{ requests: 0 }]);
    expect(conclusions.read({ model: 'other', by: 'variant' }).rows).toEqual([]);
  });

  it('are told apart by class, by length of the prompt and by concurrency', () => {
    answer('mlp', { record: { promptClass: 'code' }, attempt: { concurrency: 1 } });
    answer('mlp', { record: { promptClass: 'chat' }, attempt: { concurrency: 5 } });
    answer('mlp', { record: { promptClass: 'code' }, attempt: { concurrency: 4 } });
    const bands = (by: ConclusionDimension) => rows('mlp', by).map(({ band, requests }) => [band, requests]);
    expect(bands('class')).toEqual([
      ['code', 2],
      ['chat', 1],
    ]);
    expect(bands('length')).toEqual([['128-511', 3]]);
    expect(bands('concurrency')).toEqual([
      ['1', 1],
      ['4-7', 2],
    ]);
  });

  it('compare with the control of the same band, however its steps were counted', () => {
    let spreads = 0;
    for (let i = 0; i < 60; i += 1) {
      const spread = Math.exp(0.2 * Math.sin(i));
      spreads += spread;
      for (const promptClass of ['code', 'chat']) {
        const pace = promptClass === 'code' ? 0.01 : 0.02;
        answer('mlp', { secondsPerToken: pace * spread, record: { promptClass } });
        settle(
          conclusions,
          settledRecord({
            decision: decisionFor(config, 'baseline', { unitHash: 10_000 + i }),
            promptClass,
            attempts: [attempt({ reading: streamReading({ lastTokenAtMs: 1200 + 240 * spread }) })],
          }),
        );
      }
    }
    const byClass = rows('mlp', 'class');
    expect(byClass.map(({ band, speedUp }) => [band, speedUp?.estimate.toFixed(6)])).toEqual([
      ['code', '2.400000'],
      ['chat', '1.200000'],
    ]);
    expect(byClass[0]!.stepCost!.estimate).toBeCloseTo(2 / 2.4, 9);
    expect(byClass[0]!.speedUp!.lower).toBeGreaterThan(2);
    // 24 ms per token of the control, 10 ms of the variant, for 99 tokens of each answer, alone on its GPU.
    expect(byClass[0]!.gpuSecondsSaved).toBeCloseTo(99 * 0.014 * spreads, 6);
  });

  it('claim nothing against a control of another base, nor of too few requests', () => {
    for (let i = 0; i < 49; i += 1) {
      answer('mlp', { secondsPerToken: 0.01 * (1 + (i % 5)) });
      answer('baseline', { secondsPerToken: 0.02 * (1 + (i % 5)) });
    }
    expect(rows('mlp')).toMatchObject([{ control: 'baseline', speedUp: null, stepCost: null }]);
    expect(rows('medusa')).toMatchObject([{ control: null, speedUp: null, gpuSecondsSaved: null }]);
    expect(rows('mlp')[0]!.gpuSecondsSaved).toBeGreaterThan(0);
  });

  it('believe less where all requests are of a few units', () => {
    const widthOf = (unitOf: (index: number) => number): number => {
      conclusions = new LiveConclusions(() => config, { wallTime: () => start });
      for (let i = 0; i < 200; i += 1) answer('mlp', { steps: 50 + (i % 10), decision: { unitHash: unitOf(i) } });
      const { lower, upper } = rows('mlp')[0]!.acceleration!;
      return upper - lower;
    };
    expect(widthOf((i) => i % 10)).toBeGreaterThan(3 * widthOf((i) => i));
  });

  it('count GPU time that gave nobody an answer as wasted, and as part of the cost of the others', () => {
    answer('mlp');
    answer('mlp');
    answer('mlp', { record: { outcome: 'client_gone' }, attempt: { replicaTime: { seconds: 3, decodeSeconds: 2 } } });
    const [row] = rows('mlp');
    expect(row!.gpuSecondsWasted).toBe(3);
    expect(row!.gpuSecondsPer1000Tokens!.estimate).toBeCloseTo((1000 * (2 * (0.02 * 99 + 0.2) + 3)) / 200, 9);
  });

  it('know what a control on fewer GPUs would have needed', () => {
    const savedOn = (gpus: number): number | null => {
      const model = config.models.get('tgi')!;
      const bigger = { ...model.variants.get('mlp')!, gpus };
      const variants = new Map([...model.variants, ['mlp', bigger] as const]);
      const changed = { ...config, models: new Map([['tgi', { ...model, variants }]]) };
      conclusions = new LiveConclusions(() => changed, { wallTime: () => start });
      answer('mlp', { secondsPerToken: 0.01, decision: { variant: bigger } });
      answer('baseline', { secondsPerToken: 0.03 });
      return rows('mlp')[0]!.gpuSecondsSaved;
    };
    // 99 tokens: 0.03 s each on one GPU, against 0.01 s on one, on three.
    expect(savedOn(1)).toBeCloseTo(99 * 0.02, 9);
    expect(savedOn(3)).toBeCloseTo(0, 9);
  });
});
