import { describe, expect, it } from 'vitest';
import { BASE_MODELS } from './calibration.ts';
import { createScaledClock } from './clock/scaled-clock.ts';
import { VirtualClock } from './clock/virtual-clock.ts';
import type { EngineClock } from './engine.ts';
import { countTokens } from './language/tokenizer.ts';
import { decodeMs, memoryMs, prefillMs } from './scheduling/step-time.ts';
import { ask, counts, engineOn, text, times } from './test-support/ask.ts';

const LLAMA = BASE_MODELS['llama-3-8b'];
const STEP_MS = memoryMs(LLAMA);

describe('a request alone', () => {
  it('gets one token from its prefill, then one per step of 21.2 ms, to the length asked for', () => {
    const clock = new VirtualClock();
    const heard = ask(engineOn(clock), 'What is a fjord?', { maxNewTokens: 5 });
    clock.runAll();
    expect(heard.steps.map((step) => step.kind)).toEqual(['prefill', 'decode', 'decode', 'decode', 'decode']);
    expect(counts(heard)).toEqual([1, 1, 1, 1, 1]);
    for (const [i, atMs] of times(heard).entries()) expect(atMs).toBeCloseTo(STEP_MS * (i + 1), 9);
    expect(heard.steps.map((step) => step.finish)).toEqual([null, null, null, null, 'length']);
  });

  it('is over after the prefill when one token was asked for', () => {
    const clock = new VirtualClock();
    const heard = ask(engineOn(clock), 'What is a fjord?', { maxNewTokens: 1 });
    clock.runAll();
    expect(heard.steps).toMatchObject([{ kind: 'prefill', finish: 'length' }]);
  });

  it('gets bursts of up to k + 1 tokens with a speculator, and the books show it', () => {
    const clock = new VirtualClock();
    const engine = engineOn(clock, { speculator: { kind: 'eagle', draftTokens: 2 } });
    const heard = ask(engine, 'Write a Python function that reads a file.', { maxNewTokens: 100 });
    clock.runAll();
    expect(new Set(counts(heard))).toEqual(new Set([1, 2, 3]));
    const [decodes, tokens] = [heard.steps.length - 1, counts(heard).reduce((a, b) => a + b)];
    expect(engine.truth()).toMatchObject({
      requests: 1,
      finished: 1,
      prefills: 1,
      steps: decodes + 1,
      tokens,
      accepted: tokens - decodes - 1,
      drafts: decodes,
      draftTokens: 2 * decodes,
    });
    expect(engine.truth().decodeSeconds).toBeCloseTo((decodes * decodeMs(LLAMA, 1, 2, 'eagle')) / 1000, 9);
  });
});

describe('requests together', () => {
  it('share each step, and all pause while a newcomer is prefilled', () => {
    const clock = new VirtualClock();
    const engine = engineOn(clock);
    const first = ask(engine, 'What is a fjord?');
    clock.runUntil(100);
    const long = 'word '.repeat(500);
    const second = ask(engine, long);
    clock.runAll();
    const gaps = times(first).map((atMs, i) => atMs - (times(first)[i - 1] ?? 0));
    const pause = prefillMs(LLAMA, countTokens(long));
    expect(pause).toBeGreaterThan(4 * STEP_MS);
    expect(gaps.filter((gap) => gap > STEP_MS + 1)).toEqual([expect.closeTo(STEP_MS + pause, 6)]);
    expect(times(first).filter((atMs) => atMs > second.steps[0]!.atMs)[0]).toBe(second.steps[1]!.atMs);
  });

  it('take newcomers in once three wait for a batch of ten, or after twenty steps', () => {
    const clock = new VirtualClock();
    const engine = engineOn(clock);
    for (let i = 0; i < 10; i += 1) ask(engine, `Question ${i}`, { maxNewTokens: 200 });
    clock.runUntil(STEP_MS * 3.5);
    const lonely = ask(engine, 'I wait', { maxNewTokens: 200 });
    clock.runUntil(STEP_MS * 39.5);
    // One prefill pass at first, then passes are counted from it: the twentieth is the nineteenth decode.
    expect(lonely.startedAtMs).toBeCloseTo(STEP_MS * 20, 6);
    const crowd = [1, 2, 3].map((i) => ask(engine, `Crowd ${i}`, { maxNewTokens: 200 }));
    clock.runUntil(STEP_MS * 43);
    expect(crowd.map((heard) => heard.startedAtMs)).toEqual(crowd.map(() => expect.closeTo(STEP_MS * 40, 6)));
  });

  it('decode once between two prefills that join them, but are formed by several prefills in a row', () => {
    const clock = new VirtualClock();
    const engine = engineOn(clock, { limits: { maxBatchPrefillTokens: 5, maxWaitingTokens: 1 } });
    const heard = Array.from({ length: 5 }, (_, i) => ask(engine, `one two three ${i}`));
    clock.runUntil(STEP_MS * 7.5);
    const started = heard.map((one) => Math.round((one.startedAtMs ?? Number.NaN) / STEP_MS));
    expect(started).toEqual([0, 1, 3, 5, 7]);
  });

  it('get the text that each would get alone', () => {
    const alone = new VirtualClock();
    const expected = ask(engineOn(alone), 'What is a fjord?', { maxNewTokens: 120 });
    alone.runAll();
    const clock = new VirtualClock();
    const engine = engineOn(clock, { speculator: { kind: 'mlp', draftTokens: null }, seed: 99 });
    for (let i = 0; i < 30; i += 1) ask(engine, `Question ${i}`, { maxNewTokens: 90 });
    clock.runUntil(200);
    const heard = ask(engine, 'What is a fjord?', { maxNewTokens: 120 });
    clock.runAll();
    expect(text(heard)).toBe(text(expected));
  });

  it('are drafted for by n-gram instead of the heads above 128 rows', () => {
    const firstBursts = (kind: 'mlp' | 'ngram', batch: number): readonly number[] => {
      const clock = new VirtualClock();
      const engine = engineOn(clock, { speculator: { kind, draftTokens: 4 } });
      const heard = Array.from({ length: batch }, (_, i) => ask(engine, `Write a Python function number ${i}`));
      clock.runUntil(STEP_MS * 6);
      return heard.map((one) => counts(one)[1]!);
    };
    expect(firstBursts('mlp', 26)).toEqual(firstBursts('ngram', 26));
    expect(firstBursts('mlp', 25)).not.toEqual(firstBursts('ngram', 25));
  });
});

describe('time', () => {
  it('does not drift when the host is late: steps keep their scheduled times', () => {
    const onTime = new VirtualClock();
    const expected = ask(engineOn(onTime), 'What is a fjord?');
    onTime.runAll();
    const clock = new VirtualClock();
    const late: EngineClock = { now: () => clock.now(), at: (atMs, run) => clock.at(atMs + 30, run) };
    const heard = ask(engineOn(late), 'What is a fjord?');
    clock.runAll();
    expect(times(heard)).toEqual(times(expected));
  });

  it('never serves a request before it came, however late the border is seen', () => {
    const clock = new VirtualClock();
    const late: EngineClock = { now: () => clock.now(), at: (atMs, run) => clock.at(atMs + 30, run) };
    const engine = engineOn(late);
    ask(engine, 'What is a fjord?', { maxNewTokens: 2 });
    clock.runUntil(60);
    const heard = ask(engine, 'And a bay?');
    clock.runAll();
    expect(heard.startedAtMs).toBeGreaterThanOrEqual(60);
    expect(heard.steps.at(-1)?.finish).toBe('length');
  });

  it('runs on real timers as in virtual time, no step before it is due', async () => {
    const virtual = new VirtualClock();
    const expected = ask(engineOn(virtual), 'What is a fjord?');
    virtual.runAll();
    const clock = createScaledClock(
      {
        now: () => performance.now(),
        after: (delayMs, run) => {
          const timer = setTimeout(run, delayMs);
          return () => clearTimeout(timer);
        },
        soon: (run) => {
          const turn = setImmediate(run);
          return () => clearImmediate(turn);
        },
      },
      100,
    );
    const { promise, resolve } = Promise.withResolvers<void>();
    const seen: number[] = [];
    const prompt = 'What is a fjord?';
    const sampling = { temperature: 0, topP: null, topK: null, seed: null };
    let startedAtMs = 0;
    engineOn(clock).submit(
      { prompt, promptTokens: countTokens(prompt), maxNewTokens: 40, sampling, stop: [] },
      {
        started: (atMs) => void (startedAtMs = atMs),
        step: (step) => {
          expect(clock.now()).toBeGreaterThanOrEqual(step.atMs);
          seen.push(step.atMs - startedAtMs);
          if (step.finish !== null) resolve();
        },
        failed: () => resolve(),
      },
    );
    await promise;
    expect(seen.map((atMs) => atMs.toFixed(6))).toEqual(times(expected).map((atMs) => atMs.toFixed(6)));
  });

  it('varies by the jitter asked for, the same way for the same seed', () => {
    const gaps = (seed: number): readonly number[] => {
      const clock = new VirtualClock();
      const heard = ask(engineOn(clock, { jitter: 0.1, seed }), 'What is a fjord?');
      clock.runAll();
      return times(heard).map((atMs, i) => atMs - (times(heard)[i - 1] ?? 0));
    };
    for (const gap of gaps(1)) expect(Math.abs(gap / STEP_MS - 1)).toBeLessThanOrEqual(0.1);
    expect(new Set(gaps(1).map((gap) => gap.toFixed(3))).size).toBeGreaterThan(30);
    expect(gaps(1)).toEqual(gaps(1));
    expect(gaps(1)).not.toEqual(gaps(2));
  });
});
