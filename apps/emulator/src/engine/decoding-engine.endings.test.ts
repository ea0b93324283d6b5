import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BASE_MODELS } from './calibration.ts';
import { VirtualClock } from './clock/virtual-clock.ts';
import type { EngineOptions } from './engine-options.ts';
import { memoryMs } from './scheduling/step-time.ts';
import { ask, counts, engineOn, text, type Heard } from './test-support/ask.ts';

const STEP_MS = memoryMs(BASE_MODELS['llama-3-8b']);

describe('leaving early', () => {
  it('an abort wastes the step in flight: nothing of it is delivered or counted, the next step runs without it', () => {
    const clock = new VirtualClock();
    const sizes: number[] = [];
    const engine = engineOn(clock, { observer: observer({ passStarted: (_, size) => void sizes.push(size) }) });
    const [gone, stays] = [ask(engine, 'I leave'), ask(engine, 'I stay')];
    clock.runUntil(STEP_MS * 3.5);
    expect(gone.steps).toHaveLength(3);
    const before = engine.truth();
    gone.generation.abort();
    gone.generation.abort();
    expect(engine.truth()).toMatchObject({ aborted: 1, running: 1 });
    clock.runUntil(STEP_MS * 4.5);
    expect(gone.steps).toHaveLength(3);
    expect(engine.truth()).toMatchObject({ steps: before.steps + 1, tokens: before.tokens + 1 });
    expect(sizes.slice(-2)).toEqual([2, 1]);
    clock.runAll();
    expect(stays.steps.at(-1)?.finish).toBe('length');
  });

  it('an abort in the queue means that the request never starts', () => {
    const clock = new VirtualClock();
    const engine = engineOn(clock, { limits: { maxBatchSize: 1 } });
    ask(engine, 'I run');
    const waiting = ask(engine, 'I wait');
    clock.runUntil(200);
    waiting.generation.abort();
    clock.runAll();
    expect(waiting).toMatchObject({ startedAtMs: null, steps: [] });
    expect(engine.truth()).toMatchObject({ requests: 2, finished: 1, aborted: 1, running: 0, waiting: 0 });
  });

  it('a failed batch tells each of its requests and lets the next ones live', () => {
    const clock = new VirtualClock();
    const engine = engineOn(clock, { limits: { maxBatchSize: 2 } });
    const [one, two, three] = [ask(engine, 'One'), ask(engine, 'Two'), ask(engine, 'Three')];
    clock.runUntil(100);
    engine.failBatch('CUDA error');
    expect([one.failure, two.failure, three.failure]).toEqual(['CUDA error', 'CUDA error', null]);
    const steps = one.steps.length;
    clock.runAll();
    expect(one.steps).toHaveLength(steps);
    expect(three.steps.at(-1)?.finish).toBe('length');
    expect(engine.truth()).toMatchObject({ failed: 2, finished: 1, running: 0, waiting: 0 });
  });

  it('a hold of everything freezes what runs after its step, and it goes on where it stood', () => {
    const clock = new VirtualClock();
    const engine = engineOn(clock);
    const heard = ask(engine, 'I run');
    clock.runUntil(STEP_MS * 3.5);
    let isHeld = false;
    engine.hold('everything', () => (isHeld = true));
    expect(isHeld).toBe(false);
    clock.runAll();
    expect([isHeld, heard.steps.length]).toEqual([true, 4]);
    const late = ask(engine, 'I come late');
    clock.runAll();
    expect([late.startedAtMs, engine.load()]).toMatchObject([null, { running: 1, waiting: 1 }]);
    engine.release();
    clock.runAll();
    expect([heard, late].map(({ steps }) => steps.at(-1)?.finish)).toEqual(['length', 'length']);
  });

  it('a hold of newcomers lets what runs end', () => {
    const clock = new VirtualClock();
    const engine = engineOn(clock);
    const heard = ask(engine, 'I run');
    clock.runUntil(STEP_MS * 1.5);
    let heldAfter = 0;
    engine.hold('newcomers', () => (heldAfter = heard.steps.length));
    const late = ask(engine, 'I come late');
    clock.runAll();
    expect([heard.steps.at(-1)?.finish, heldAfter, late.startedAtMs]).toEqual(['length', heard.steps.length, null]);
    engine.release();
    clock.runAll();
    expect(late.steps.at(-1)?.finish).toBe('length');
    // Idle, it is held at once.
    engine.hold('newcomers', () => (heldAfter = 0));
    expect(heldAfter).toBe(0);
  });

  it('a closed engine takes no further step', () => {
    const clock = new VirtualClock();
    const engine = engineOn(clock);
    const heard = ask(engine, 'What is a fjord?');
    clock.runUntil(100);
    engine.close();
    const steps = heard.steps.length;
    ask(engine, 'Too late');
    clock.runAll();
    expect(heard.steps).toHaveLength(steps);
  });
});

describe('the books', () => {
  it('add up at any time, whatever comes, leaves or fails', () => {
    const arrival = fc.record({
      atMs: fc.integer({ min: 0, max: 3_000 }),
      most: fc.integer({ min: 1, max: 60 }),
      abortAfterMs: fc.option(fc.integer({ min: 0, max: 1_000 }), { freq: 2 }),
    });
    const kind = fc.constantFrom('none', 'ngram', 'mlp', 'medusa', 'eagle');
    fc.assert(
      fc.property(
        fc.array(arrival, { maxLength: 40 }),
        kind,
        fc.integer({ min: 0, max: 3_000 }),
        (arrivals, speculator, failAtMs) => {
          const clock = new VirtualClock();
          const engine = engineOn(clock, { speculator: { kind: speculator, draftTokens: null } });
          const all: Heard[] = [];
          for (const [i, { atMs, most, abortAfterMs }] of arrivals.entries()) {
            clock.at(atMs, () => {
              const heard = ask(engine, `Summarise the text number ${i}: it is short.`, { maxNewTokens: most });
              all.push(heard);
              if (abortAfterMs !== null) clock.at(atMs + abortAfterMs, () => heard.generation.abort());
            });
          }
          clock.at(failAtMs, () => engine.failBatch('CUDA error'));
          let open = true;
          while (open) {
            open = clock.step();
            const truth = engine.truth();
            expect(truth.finished + truth.aborted + truth.failed + truth.running + truth.waiting).toBe(truth.requests);
            expect(truth.steps + truth.accepted).toBe(truth.tokens);
          }
          const { tokens, steps, running, waiting } = engine.truth();
          expect([running, waiting]).toEqual([0, 0]);
          expect(all.flatMap((heard) => heard.steps).length).toBe(steps);
          expect(all.flatMap(counts).reduce((a, b) => a + b, 0)).toBe(tokens);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('tell the observer each pass from start to end', () => {
    const clock = new VirtualClock();
    const told: string[] = [];
    const engine = engineOn(clock, {
      speculator: { kind: 'mlp', draftTokens: 4 },
      observer: {
        queueSize: (size) => void told.push(`queue ${size}`),
        prefill: ({ size, merged }) => void told.push(`prefill ${size} ${merged}`),
        passStarted: (method, size, maxTokens) => void told.push(`${method} starts ${size} ${maxTokens}`),
        passEnded: (method, { forwardSeconds, decodeSeconds, totalSeconds }) => {
          expect(forwardSeconds + decodeSeconds).toBeCloseTo(totalSeconds, 12);
          told.push(`${method} ends ${(totalSeconds * 1000).toFixed(1)}`);
        },
        requestStep: ({ tokens }) => void told.push(`skipped ${tokens.length - 1}`),
        batchSize: (running, maxTokens) => void told.push(`batch ${running} ${maxTokens}`),
      },
    });
    ask(engine, 'one two three', { maxNewTokens: 2 });
    clock.runAll();
    expect(told).toEqual([
      'queue 1',
      'queue 0',
      'prefill 1 null',
      'prefill starts 1 9',
      'skipped 0',
      'prefill ends 21.2',
      'queue 0',
      'batch 1 9',
      'decode starts 1 9',
      'skipped 0',
      'decode ends 30.8',
      'queue 0',
      'batch 0 0',
    ]);
  });
});

describe('chance', () => {
  const sampling = { temperature: 1, topP: null, topK: null, seed: null };

  it('gives requests without a seed different answers, the same ones again on an engine of the same seed', () => {
    const run = (): readonly string[] => {
      const clock = new VirtualClock();
      const engine = engineOn(clock, { seed: 8 });
      const heard = [1, 2].map(() => ask(engine, 'What is a fjord?', { sampling }));
      clock.runAll();
      return heard.map(text);
    };
    const [one, two] = run();
    expect(one).not.toBe(two);
    expect(run()).toEqual([one, two]);
  });

  it('gives a request with a seed the same answer on any engine of the same kind', () => {
    const run = (seed: number): string => {
      const clock = new VirtualClock();
      const heard = ask(engineOn(clock, { seed }), 'What is a fjord?', { sampling: { ...sampling, seed: 42 } });
      clock.runAll();
      return text(heard);
    };
    expect(run(1)).toBe(run(2));
  });

  it('makes about the asked share of the answers lossy, from the next request on', () => {
    const clock = new VirtualClock();
    const [faithful, lossy] = [engineOn(clock), engineOn(clock, { lossyShare: 0.2 })];
    const prompts = Array.from({ length: 300 }, (_, i) => `Question number ${i}`);
    const pairs = prompts.map(
      (prompt) => [ask(faithful, prompt, { maxNewTokens: 50 }), ask(lossy, prompt, { maxNewTokens: 50 })] as const,
    );
    clock.runAll();
    const differing = pairs.filter(([a, b]) => text(a) !== text(b)).length;
    // Four standard deviations of a count of 300 with p = 0.2.
    expect(Math.abs(differing - 60)).toBeLessThan(4 * Math.sqrt(300 * 0.2 * 0.8));
    const parted = pairs.findIndex(([a, b]) => text(a) !== text(b));
    lossy.setLossyShare(0);
    const again = ask(lossy, prompts[parted]!, { maxNewTokens: 50 });
    clock.runAll();
    expect(text(again)).toBe(text(pairs[parted]![0]));
  });
});

function observer(parts: Partial<NonNullable<EngineOptions['observer']>>): NonNullable<EngineOptions['observer']> {
  const nothing = (): void => {};
  return {
    queueSize: nothing,
    prefill: nothing,
    passStarted: nothing,
    passEnded: nothing,
    requestStep: nothing,
    batchSize: nothing,
    ...parts,
  };
}

describe('a restart', () => {
  it('loses the pass under way and all that waited; the books stay whole and the next request is served', () => {
    const clock = new VirtualClock();
    const engine = engineOn(clock);
    const running = ask(engine, 'What is a fjord?');
    clock.runUntil(100);
    const waiting = ask(engine, 'And a fell?');
    const before = engine.truth();
    engine.restart();
    expect(engine.truth()).toMatchObject({
      aborted: 2,
      running: 0,
      waiting: 0,
      steps: before.steps,
      tokens: before.tokens,
    });
    clock.runAll();
    expect([running.steps.length, waiting.steps.length]).toEqual([before.steps, 0]);
    ask(engine, 'And a skerry?', { maxNewTokens: 5 });
    clock.runAll();
    expect(engine.truth()).toMatchObject({ requests: 3, finished: 1, tokens: before.tokens + 5 });
  });
});
