import * as fc from 'fast-check';
import type { Rollout } from '@slipstream/config';
import { describe, expect, it } from 'vitest';
import { advance } from './advance.ts';
import { command } from './command.ts';
import type { Verb } from './command.ts';
import type { Evidence, Observation, SwapAnswer } from './observation.ts';
import { isOver } from './phase.ts';
import { planned } from './rollout-state.ts';
import type { RolloutState } from './rollout-state.ts';
import type { Outcome } from './transition.ts';
import { anyEvidence } from './testing/any-evidence.ts';
import { noEvidence } from './testing/evidence-of.ts';
import { planOf } from './testing/plan-of.ts';
import { isSameTraffic, trafficOf } from './traffic.ts';

/** What the rollout cannot know of itself: the whole history, in the words of the promises it makes. */
interface Model {
  /** An abort or brake took effect, and nobody has asked for another run since. */
  stopped: boolean;
  revision: number;
}

class Real {
  state: RolloutState;
  runMs = 0;
  wallMs = Date.UTC(2026, 10, 24);

  constructor(plan: Rollout) {
    this.state = planned(plan);
  }
}

/** Holds for every step, whoever made it. */
function checkOutcome(model: Model, before: RolloutState, { state, actions }: Outcome): void {
  const events = actions.flatMap((action) => (action.kind === 'record' ? [action.event] : []));
  // One decision at most, each with an event of its own, numbered without gaps.
  expect(events.length).toBeLessThanOrEqual(1);
  expect(state.revision).toBe(before.revision + events.length);
  expect(state.revision).toBe(model.revision + events.length);
  model.revision = state.revision;
  const [event] = events;
  // No weights change without an event that tells the new ones, and no statistics live through a change.
  if (!isSameTraffic(trafficOf(before), trafficOf(state))) {
    expect(event?.traffic).toEqual(trafficOf(state));
    expect(state.epoch).toBeGreaterThan(before.epoch);
  }
  if (event === undefined) expect({ ...state, unmeasured: 0 }).toEqual({ ...before, unmeasured: 0 });
  // Another run assigns anew; the same run never changes its seed.
  if (state.run !== before.run) expect(trafficOf(state)?.seed).not.toBe(trafficOf(before)?.seed);
  if (isOver(state.phase)) expect(trafficOf(state)).toMatchObject({ coverage: 0 });
  // Draft weights of its own are never left behind by a run that is over: they are asked back once, as the first of its swaps was.
  const swaps = actions.filter(({ kind }) => kind === 'swap');
  expect(swaps.length).toBeLessThanOrEqual(1);
  if (isOver(state.phase)) expect(state.swapped).toBeNull();
  if (state.swapped === null && before.swapped !== null && before.swapped.failure === null && isOver(state.phase)) {
    const isRefused = event?.why.startsWith('swap refused') === true;
    expect(swaps).toEqual(isRefused ? [] : [expect.objectContaining({ load: 'old' })]);
  }
  // Stored and read again it is the same.
  expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  expect(model.stopped && !['rolled_back', 'no_benefit', 'expired'].includes(state.phase.kind)).toBe(false);
}

const isFatal = (evidence: Evidence): boolean =>
  evidence.failures.eValue >= 100 || evidence.failures.excess >= 50 || (evidence.mismatch ?? 0) >= 100;

class LookAt implements fc.Command<Model, Real> {
  readonly #observation: Observation;
  readonly #afterMs: number;

  constructor(observation: Observation, afterMs: number) {
    this.#observation = observation;
    this.#afterMs = afterMs;
  }

  check(): boolean {
    return true;
  }

  run(model: Model, real: Real): void {
    real.runMs += this.#afterMs;
    real.wallMs += this.#afterMs;
    const before = real.state;
    const { evidence } = this.#observation;
    const look = advance(before, this.#observation, real);
    // The same look at the same state decides the same: who takes over a dead leader's state repeats nothing and loses nothing.
    expect(advance(structuredClone(before), this.#observation, real)).toEqual(look);
    checkOutcome(model, before, look);
    real.state = look.state;
    const [from, to] = [before.phase, look.state.phase];
    const isMeasured = !('unmeasured' in evidence);
    const hasRun = !['planned', 'ready'].includes(from.kind) && !isOver(from);

    if (isMeasured && hasRun && isFatal(evidence) && !(from.kind === 'promoted' && from.settled)) {
      expect(to.kind).toBe('rolled_back');
    }
    if (!isMeasured && hasRun) expect([from.kind, 'paused']).toContain(to.kind);
    if (from.kind === 'paused') expect(['paused', 'rolled_back', 'expired']).toContain(to.kind);
    if (from.kind === 'running' && to.kind === 'deciding') this.#expectProof(before.plan, evidence);
    if (from.kind === 'running' && to.kind === 'running' && from.step !== to.step)
      this.#expectData(before.plan, evidence);
    if (to.kind === 'promoting' && from.kind !== 'promoting') expect(from.kind).toBe('deciding');
    if (to.kind === 'promoted' && from.kind !== 'promoted') expect(from.kind).toBe('promoting');
    // Nothing to the good comes of no data.
    if (evidence === noEvidence && hasRun) expect(['deciding', 'no_benefit']).not.toContain(from === to ? '' : to.kind);
  }

  #expectData(plan: Rollout, evidence: Observation['evidence']): void {
    if ('unmeasured' in evidence) throw new Error('a step was left unmeasured');
    expect(Math.min(evidence.requests.control, evidence.requests.candidate)).toBeGreaterThanOrEqual(plan.minRequests);
    expect(evidence.blocks).toBeGreaterThanOrEqual(plan.minBlocks);
    expect(evidence.quietMs).toBeLessThanOrEqual(3 * plan.blockMs);
  }

  #expectProof(plan: Rollout, evidence: Observation['evidence']): void {
    this.#expectData(plan, evidence);
    if ('unmeasured' in evidence) return;
    expect(evidence.speedup?.lower).toBeGreaterThan(1 + plan.minimalEffect);
    expect(evidence.tpot?.upper).toBeLessThan(1.02);
    expect(evidence.ttft?.upper).toBeLessThan(1.1);
    expect(Math.abs(Math.log(evidence.load?.estimate ?? 0))).toBeLessThanOrEqual(Math.log(1.1) + 1e-12);
    expect(evidence.srm).toBeLessThan(1000);
  }

  toString(): string {
    return `look(${JSON.stringify(this.#observation.evidence)}, ${this.#afterMs})`;
  }
}

class Ask implements fc.Command<Model, Real> {
  readonly #verb: Verb;
  readonly #full: boolean;

  constructor(verb: Verb, full: boolean) {
    this.#verb = verb;
    this.#full = full;
  }

  check(): boolean {
    return true;
  }

  run(model: Model, real: Real): void {
    const before = real.state;
    const asked = {
      verb: this.#verb,
      full: this.#full,
      by: 'ada',
      request: null,
      why: '',
      expected: null,
      plan: before.plan,
    };
    const outcome = command(before, asked, real);
    const isStop = this.#verb === 'abort' || this.#verb === 'brake';
    if ('refused' in outcome) {
      if (isStop) expect(before.phase.kind === 'planned' || isOver(before.phase)).toBe(true);
      return;
    }
    if (this.#verb === 'retry') model.stopped = false;
    if (isStop) {
      model.stopped = true;
      expect(outcome.state.phase.kind).toBe('rolled_back');
    }
    checkOutcome(model, before, outcome);
    // By hand or not: whatever was asked for is on record with who asked.
    expect(outcome.actions[0]).toMatchObject({ event: { by: 'ada' } });
    real.state = outcome.state;
  }

  toString(): string {
    return `ask(${this.#verb}${this.#full ? ', full' : ''})`;
  }
}

const look = fc
  .record({
    evidence: anyEvidence,
    readyReplicas: fc.record({ control: fc.integer({ min: 0, max: 3 }), candidate: fc.integer({ min: 1, max: 3 }) }),
    swap: fc.constantFrom<SwapAnswer | null>(
      null,
      null,
      { accepted: true, taken: 2, reason: '200' },
      { accepted: false, taken: 0, reason: '404' },
      { accepted: false, taken: 1, reason: '500' },
    ),
    afterMs: fc.constantFrom(1, 1000, 60_000, 3_600_000),
  })
  .map(({ afterMs, ...observation }) => new LookAt(observation, afterMs));
const verbs: readonly Verb[] = ['start', 'retry', 'resume', 'promote', 'pause', 'undo', 'abort', 'brake'];
const ask = fc.tuple(fc.constantFrom(...verbs), fc.boolean()).map(([verb, full]) => new Ask(verb, full));
const start = fc.constant(new Ask('start', false));
const commands = fc.commands([look, look, look, look, look, ask, start], { maxCommands: 60, size: 'max' });

const [first, second, last] = planOf().steps;
const plans = fc.constantFrom<Rollout>(
  planOf(),
  planOf({ steps: [last!], holdback: 0, minBlocks: 1 }),
  planOf({ guardrails: { load: { limit: 0.1, redeals: 1 } }, minRequests: 1 }),
  planOf({ confirmPromotion: true, onInconclusive: 'rollback', patienceMs: 3_600_000 }),
  planOf({
    onInconclusive: 'wait',
    start: 'auto',
    steps: [
      first!,
      { kind: 'swap', route: 'vllm', body: {}, back: {}, timeoutMs: 1000, proofMs: 60_000, confirm: false },
      { ...second!, confirm: true },
      last!,
    ],
  }),
);

describe('whatever happens to a rollout', () => {
  it('keeps its promises', { timeout: 60_000 }, () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(plans, commands, (plan, script) => {
        const real = new Real(plan);
        fc.modelRun(() => ({ model: { stopped: false, revision: 0 }, real }), script);
        reached.add(real.state.phase.kind);
      }),
      { numRuns: 500, seed: 20_261_124 },
    );
    // The walks are no use if they never get anywhere.
    expect([...reached].sort()).toEqual(
      expect.arrayContaining(['expired', 'no_benefit', 'paused', 'promoted', 'rolled_back', 'running']),
    );
  });
});
