import type { SwapStep } from '@slipstream/config';
import { describe, expect, it } from 'vitest';
import { observationOf } from './testing/evidence-of.ts';
import { planOf } from './testing/plan-of.ts';
import { RolloutWalk } from './testing/rollout-walk.ts';
import { trafficOf } from './traffic.ts';

const [first, second, last] = planOf().steps;
const swap: SwapStep = {
  kind: 'swap',
  route: 'sglang',
  body: { model_path: '/v2' },
  back: { model_path: '/v1' },
  timeoutMs: 30_000,
  proofMs: 120_000,
  confirm: false,
};

/** In its step of swapping, with the engines asked. */
function swapping(changes: Partial<SwapStep> = {}): RolloutWalk {
  const steps = [first!, { ...swap, ...changes }, second!, last!];
  const rollout = new RolloutWalk(planOf({ steps })).begin();
  while (rollout.swaps.length === 0) rollout.look();
  return rollout;
}

const answered = { ...observationOf(), swap: { accepted: true, taken: 2, reason: '2 of 2 replicas took it' } };
const gain = (estimate: number) => ({ lower: estimate - 0.02, estimate, upper: estimate + 0.02 });

/** Asked, answered, and found to be no better. */
function failing(changes: Partial<SwapStep> = {}): RolloutWalk {
  const rollout = swapping(changes);
  rollout.observe(answered);
  rollout.look({ accelerationGain: gain(0.9) });
  return rollout;
}

describe('a swap of draft weights', () => {
  it('is asked for once, under the coverage of the step before, and proven by measured acceptance', () => {
    const rollout = swapping();
    const { epoch } = rollout.state;
    expect(trafficOf(rollout.state)).toMatchObject({ coverage: 0.1 });
    // What was measured without it is over before the engines are asked.
    expect(rollout.state.swapped).toEqual({ step: 1, before: epoch - 1, proven: null, failure: null });
    rollout.look();
    rollout.observe(answered);
    expect(rollout.state).toMatchObject({ phase: { step: 1, swap: 'proving' }, epoch: epoch + 1 });
    rollout.look({ accelerationGain: gain(1.1) });
    expect(rollout.state.phase).toMatchObject({ kind: 'running', step: 2, swap: null });
    expect(rollout.state.swapped).toMatchObject({ before: epoch - 1, proven: epoch + 1 });
    expect(rollout.swaps).toEqual(['sglang new']);
  });

  it('leaves its weights where they are when the run is promoted', () => {
    const rollout = swapping();
    rollout.observe(answered);
    rollout.until('promoted', { accelerationGain: gain(1.1) });
    expect(rollout.swaps).toEqual(['sglang new']);
  });

  it.each([
    ['lower', gain(0.9), 1000, 'acceleration × 0.900 [0.880, 0.920] of what it was'],
    ['unchanged for all the time there was', gain(1), 120_000, 'acceleration × 1.000 [0.980, 1.020] of what it was'],
    ['not seen', null, 120_000, 'acceptance not known yet'],
  ])('has failed when acceptance is %s: the old weights are asked for', (_name, accelerationGain, afterMs, told) => {
    const rollout = swapping();
    rollout.observe(answered);
    expect(rollout.look({ accelerationGain: gain(1) }).sentence).toMatch(/^proving the swap: acceleration × 1.000/);
    rollout.look({ accelerationGain }, afterMs);
    expect(rollout.events.at(-1)?.why).toBe(`the swap is not proven: ${told}, needs more than 1`);
    expect(rollout.state.phase).toMatchObject({ kind: 'running', step: 1, swap: 'undoing' });
    expect(rollout.swaps).toEqual(['sglang new', 'sglang old']);
  });

  it('that has failed ends the run, with the proof that the old weights are back', () => {
    const rollout = failing();
    rollout.observe(answered);
    expect(rollout.state.phase).toMatchObject({ swap: 'confirming' });
    expect(rollout.look({ accelerationGain: gain(0.91) }).sentence).toMatch(
      /^confirming that the old draft weights are/,
    );
    rollout.look({ accelerationGain: gain(0.99) });
    expect(rollout.events.at(-1)).toMatchObject({
      to: 'rolled_back',
      why: 'the swap is not proven: acceleration × 0.900 [0.880, 0.920] of what it was, needs more than 1; the old draft weights are back: acceleration × 0.990 [0.970, 1.010] of what it was',
    });
    expect(rollout.swaps).toHaveLength(2);
  });

  it.each([
    [
      'acceptance stays below',
      gain(0.85),
      1000,
      /it is not proven that the old draft weights are back: acceleration × 0.850/,
    ],
    [
      'nothing is seen',
      null,
      120_000,
      /it is not proven that the old draft weights are back: acceptance not known yet/,
    ],
  ])('says so when %s after the old weights were asked for', (_name, accelerationGain, afterMs, told) => {
    const rollout = failing();
    rollout.observe(answered);
    rollout.look({ accelerationGain }, afterMs);
    expect(rollout.events.at(-1)).toMatchObject({ to: 'rolled_back', why: expect.stringMatching(told) });
  });

  it('says so when the engines will not take the old weights back', () => {
    const rollout = failing();
    rollout.observe({ ...observationOf(), swap: { accepted: false, taken: 0, reason: 'mlp-1: 500' } });
    expect(rollout.events.at(-1)).toMatchObject({
      to: 'rolled_back',
      why: expect.stringMatching(/; the old draft weights could not be put back: mlp-1: 500$/),
    });
  });

  it('says that its weights stay where nothing brings the old ones back', () => {
    const rollout = failing({ back: null });
    expect(rollout.events.at(-1)).toMatchObject({
      to: 'rolled_back',
      why: expect.stringMatching(/, needs more than 1; its draft weights stay loaded, since no `back` is configured$/),
    });
    expect(rollout.swaps).toEqual(['sglang new']);
  });

  it('is not asked for again when the answer is lost: acceptance tells', () => {
    const rollout = swapping();
    rollout.look({}, 30_000);
    expect(rollout.state.phase).toMatchObject({ swap: 'calling' });
    rollout.look({}, 15_000);
    expect(rollout.state.phase).toMatchObject({ swap: 'proving' });
    expect(rollout.swaps).toHaveLength(1);
  });

  it('that all engines refuse ends the run, and nothing is put back', () => {
    const rollout = swapping();
    rollout.observe({ ...observationOf(), swap: { accepted: false, taken: 0, reason: 'mlp-1: 404' } });
    expect(rollout.events.at(-1)).toMatchObject({ to: 'rolled_back', why: 'swap refused: mlp-1: 404' });
    expect(rollout.swaps).toHaveLength(1);
  });

  it('that one engine may have taken, and another refused, is undone', () => {
    const rollout = swapping();
    rollout.observe({ ...observationOf(), swap: { accepted: false, taken: 1, reason: 'mlp-2: 404' } });
    expect(rollout.state.phase).toMatchObject({ swap: 'undoing' });
    expect(rollout.swaps).toEqual(['sglang new', 'sglang old']);
  });

  it.each([
    ['an abort', (rollout: RolloutWalk) => rollout.ask('abort')],
    ['a guardrail', (rollout: RolloutWalk) => rollout.look({ mismatch: 1000 })],
  ])('is undone by %s, later too, though nothing can prove it any more', (_name, stop) => {
    const rollout = swapping();
    rollout.observe(answered);
    rollout.look({ accelerationGain: gain(1.1) });
    stop(rollout);
    expect(rollout.events.at(-1)).toMatchObject({
      to: 'rolled_back',
      why: expect.stringMatching(/; the engines are asked for the old draft weights$/),
    });
    expect(rollout.swaps).toEqual(['sglang new', 'sglang old']);
    expect(rollout.state.swapped).toBeNull();
  });

  it('is watched after its proof: a replica that has lost it is no longer what was proven', () => {
    const rollout = swapping();
    rollout.observe(answered);
    rollout.until('promoted', { accelerationGain: gain(1.3) });
    const lately = { lower: 1.35, estimate: 1.4, upper: 1.45 };
    rollout.look({ leastSwapped: { replica: 'mlp-1', lately, before: 1.4, proven: 1.9 } });
    expect(rollout.events.at(-1)).toMatchObject({
      to: 'rolled_back',
      why: expect.stringMatching(
        /^mlp-1 has lost the swapped draft weights: acceleration 1.40 \[1.35, 1.45\], 1.90 with/,
      ),
    });
  });
});
