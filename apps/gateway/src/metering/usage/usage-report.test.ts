import { describe, expect, it } from 'vitest';
import { usageCsv } from './usage-csv.ts';
import { usageReport } from './usage-report.ts';
import type { UsageSums } from './usage-sums.ts';

function sums(over: Partial<UsageSums>): UsageSums {
  return {
    model: 'tgi',
    variant: 'mlp',
    control: 'baseline',
    method: 'estimated',
    key: null,
    day: null,
    class: null,
    length: null,
    concurrency: null,
    run: null,
    requests: 10,
    ok: 9,
    uncounted: 0,
    promptTokens: 200,
    completionTokens: 1010,
    reasoningTokens: 0,
    cachedTokens: 0,
    abortedTokens: 10,
    discardedTokens: 5,
    costNanos: 2e9,
    priced: 10,
    prefills: 10,
    steps: 600,
    stepTokens: 1010,
    drafts: null,
    draftTokens: null,
    acceptedTokens: 410,
    decodeTokens: 1000,
    decodeSeconds: 15,
    gpus: 1,
    gpuSeconds: 9,
    wastedGpuSeconds: 2,
    ...over,
  };
}

const control = sums({ variant: 'baseline', control: null, steps: 1010, acceptedTokens: 0, decodeSeconds: 20 });
const busy = [
  { model: 'tgi', variant: 'mlp', decodeSeconds: 15, busySeconds: 7.5 },
  { model: 'tgi', variant: 'baseline', decodeSeconds: 20, busySeconds: 20 },
];

describe('usageReport', () => {
  it('says what each variant made, how, and what it saved over its control', () => {
    const rows = usageReport({ by: ['variant'] }, [sums({}), control], busy);
    expect(rows).toMatchObject([
      { variant: 'baseline', model: null, gpuSecondsSaved: null, speculation: [{ acceleration: 1 }] },
      {
        variant: 'mlp',
        requests: 10,
        completionTokens: 1010,
        cost: 2,
        // 1000 tokens at 20 ms would have taken 20 s, 15 were taken; two at a time on each GPU.
        gpuSecondsSaved: 2.5,
        speculation: [{ method: 'estimated', steps: 600, acceleration: 1010 / 600, drafts: null, accepted: 410 }],
      },
    ]);
  });

  it('never mixes methods in one number', () => {
    const exact = sums({ method: 'exact', steps: 500, drafts: 490, draftTokens: 1960 });
    const unmeasured = sums({ method: null, prefills: 0, steps: 0, stepTokens: 0 });
    const [row] = usageReport({ by: ['variant'] }, [sums({}), exact, unmeasured], busy);
    expect(row?.requests).toBe(30);
    expect(row?.speculation.map(({ method, steps }) => [method, steps])).toEqual([
      ['exact', 500],
      ['estimated', 600],
    ]);
  });

  it('adds up to the same whatever it is told apart by', () => {
    const parts = ['a', 'b'].flatMap((key) => [sums({ key }), { ...control, key }]);
    const all = usageReport({ by: [] }, parts, busy);
    const byKey = usageReport({ by: ['key'] }, parts, busy);
    expect(all).toHaveLength(1);
    expect(byKey.map(({ key }) => key)).toEqual(['a', 'b']);
    for (const count of ['requests', 'completionTokens', 'cost', 'gpuSecondsSaved'] as const) {
      expect(byKey.reduce((sum, row) => sum + (row[count] ?? 0), 0)).toBeCloseTo(all[0]?.[count] ?? NaN, 9);
    }
  });

  it('compares prompts of a class with prompts of that class', () => {
    const code = { class: 'code', decodeSeconds: 5 };
    const parts = [sums({ class: 'chat' }), sums(code), { ...control, class: 'chat' }, { ...control, ...code }];
    const rows = usageReport({ by: ['variant', 'class'] }, parts, busy);
    expect(rows.map(({ variant, class: of, gpuSecondsSaved }) => [variant, of, gpuSecondsSaved])).toEqual([
      ['baseline', 'chat', null],
      ['baseline', 'code', null],
      ['mlp', 'chat', 2.5],
      ['mlp', 'code', 0],
    ]);
  });

  it('adds up what was taken of GPUs, and does not take unknown for nothing', () => {
    const old = sums({ gpuSeconds: null, wastedGpuSeconds: null, gpus: null });
    const by = { by: ['variant'] } as const;
    expect(usageReport(by, [sums({}), old], busy)).toMatchObject([{ gpuSeconds: 9, gpuSecondsWasted: 2 }]);
    expect(usageReport(by, [old], busy)).toMatchObject([{ gpuSeconds: null, gpuSecondsWasted: null }]);
  });

  it('does not say what a band of concurrency saved: how many decoded together is known of the whole alone', () => {
    const parts = [sums({ concurrency: '1' }), { ...control, concurrency: '1' }];
    const rows = usageReport({ by: ['variant', 'concurrency'] }, parts, busy);
    expect(rows.map(({ gpuSecondsSaved }) => gpuSecondsSaved)).toEqual([null, null]);
  });

  it('knows what a control on fewer GPUs would have needed', () => {
    const busyOfThree = [busy[1]!, { ...busy[0]!, busySeconds: 3 * 7.5 }];
    // 20 s of one GPU against 15 s of three, two at a time.
    expect(usageReport({ by: [] }, [sums({ gpus: 3 }), control], busyOfThree)).toMatchObject([
      { gpuSecondsSaved: expect.closeTo((20 - 3 * 15) / 2, 9) },
    ]);
  });

  it('claims nothing where the control was not seen', () => {
    expect(usageReport({ by: ['variant'] }, [sums({})], busy)).toMatchObject([{ gpuSecondsSaved: null }]);
  });

  it('does not take an unknown cost for nothing', () => {
    expect(usageReport({ by: [] }, [sums({ priced: 0, costNanos: 0 })], [])).toMatchObject([{ cost: null }]);
    expect(usageReport({ by: [] }, [], [])).toEqual([]);
  });
});

describe('usageCsv', () => {
  it('has a line for each row, and nothing for what is unknown', () => {
    const [head, line, end] = usageCsv(usageReport({ by: ['variant'] }, [sums({})], busy)).split('\r\n');
    expect(head).toBe(
      'key,model,variant,day,requests,ok,uncounted,promptTokens,completionTokens,reasoningTokens,cachedTokens,abortedTokens,discardedTokens,cost,gpuSecondsSaved,gpuSeconds,gpuSecondsWasted,class,length,concurrency,run,exactTokens,exactSteps,exactAcceleration,derivedTokens,derivedSteps,derivedAcceleration,estimatedTokens,estimatedSteps,estimatedAcceleration',
    );
    expect(line).toBe(`,,mlp,,10,9,0,200,1010,0,0,10,5,2,,9,2,,,,,,,,,,,1010,600,${1010 / 600}`);
    expect(end).toBe('');
  });

  it('quotes what needs it, and lets no name be a formula', () => {
    const csv = usageCsv(usageReport({ by: ['key'] }, [sums({ key: '=1+1,"x"' })], []));
    expect(csv.split('\r\n')[1]).toMatch(/^"'=1\+1,""x""",,/);
  });
});
