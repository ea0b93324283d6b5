import { addArrival, addComparison, addRequest, emptyBlock } from '@slipstream/statistics';
import type { ArmName, Block } from '@slipstream/statistics';
import { expect, it } from 'vitest';
import type { Evidence } from './core/observation.ts';
import { planned } from './core/rollout-state.ts';
import { planOf } from './core/testing/plan-of.ts';
import { Observer } from './observe.ts';
import { noSamples } from './samples/epoch-samples.ts';

const plan = planOf();
const state = { ...planned(plan), run: 1, epoch: 1, watchedFrom: 1 };

/** What a look finds while the first block is still being filled. */
function look(observer: Observer, block: Block): Evidence {
  const samples = { ...noSamples(), evidence: { blocks: { '1:0': block }, units: null } };
  const { evidence } = observer.observe(state, {
    byEpoch: new Map([[1, samples]]),
    ready: { control: ['b-0'], candidate: ['m-0'] },
    speculates: true,
    swap: null,
    wallMs: plan.blockMs / 2,
    completeUntilMs: 0,
  });
  if ('unmeasured' in evidence) throw new Error(evidence.unmeasured);
  return evidence;
}

const times = (count: number, change: (block: Block, n: number) => Block, start: Block): Block =>
  Array.from({ length: count }, (_, n) => n).reduce(change, start);
const missed = (block: Block, arm: ArmName, tick: number): Block =>
  addRequest(block, arm, {
    replica: `${arm}-0`,
    tick,
    decodeSeconds: null,
    completionTokens: null,
    timeToFirstTokenSeconds: null,
    concurrency: null,
    incidents: ['slo-miss'],
  });

it('sees what events say at the next look, inside a block', () => {
  const observer = new Observer();
  const before = times(50, (block, n) => addArrival(block, n % 2 === 0 ? 'control' : 'candidate'), {
    ...emptyBlock({ epoch: 1, index: 0, weight: 0.5 }),
  });
  const first = look(observer, before);
  expect([first.srm, first.sloMisses, first.mismatch]).toEqual([expect.any(Number), expect.any(Number), null]);
  expect(first.srm).toBeLessThan(1);

  const leaking = times(200, (block) => addArrival(block, 'control'), before);
  const missing = times(30, (block, n) => missed(block, 'candidate', 3 * n), leaking);
  const lossy = times(20, (block) => addComparison(block, { controlAgain: false, candidate: true }), missing);
  const second = look(observer, lossy);
  expect(second.srm).toBeGreaterThan(1000);
  expect(second.sloMisses).toBeGreaterThanOrEqual(100);
  expect(second.mismatch).toBeGreaterThan(100);
});
