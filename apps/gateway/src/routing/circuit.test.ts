import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { Circuit } from './circuit.ts';
import type { Pass, Verdict } from './circuit.ts';

const rules = { openMs: 100, longestOpenMs: 350 };
let circuit: Circuit;

beforeEach(() => {
  circuit = new Circuit(rules, 0);
});

function kind(nowMs: number): string {
  return circuit.state(nowMs).kind;
}

/** Lets the trial that is due at this time fail. */
function failTrial(nowMs: number): void {
  expect(circuit.judge(circuit.admit(nowMs)!, 'failure', nowMs)).toBe('reopened');
}

describe('Circuit', () => {
  it('is closed at first, and counts verdicts but neutral ones', () => {
    const pass = circuit.admit(0)!;
    expect(circuit.judge(pass, 'failure', 1)).toBe('counts');
    expect(circuit.judge(pass, 'neutral', 1)).toBeNull();
    expect(kind(1)).toBe('closed');
  });

  it('lets nothing through while open, and one request at a time after it', () => {
    circuit.open(0);
    expect([kind(0), circuit.admit(99)]).toEqual(['open', null]);
    const trial = circuit.admit(100)!;
    expect([kind(100), circuit.admit(100)]).toEqual(['half-open', null]);
    expect(circuit.judge(trial, 'success', 110)).toBe('closed');
    expect(circuit.admit(110)).not.toBeNull();
  });

  it('lets the next one try when a trial says nothing', () => {
    circuit.open(0);
    circuit.judge(circuit.admit(100)!, 'neutral', 100);
    expect(kind(100)).toBe('half-open');
    expect(circuit.admit(100)).not.toBeNull();
  });

  it('stays open for longer with each trial that fails, up to a limit', () => {
    circuit.open(0);
    failTrial(100);
    expect([kind(299), kind(300)]).toEqual(['open', 'half-open']);
    failTrial(300);
    expect([kind(649), kind(650)]).toEqual(['open', 'half-open']);
    failTrial(650);
    expect([kind(999), kind(1000)]).toEqual(['open', 'half-open']);
  });

  it('remembers the openings of a moment ago, and forgets them when it was calm', () => {
    const recoverAndOpen = (afterMs: number, atMs: number): void => {
      circuit.judge(circuit.admit(afterMs)!, 'success', afterMs);
      circuit.open(atMs);
    };
    circuit.open(0);
    recoverAndOpen(100, 200);
    expect([kind(399), kind(400)]).toEqual(['open', 'half-open']);
    recoverAndOpen(400, 750);
    expect([kind(849), kind(850)]).toEqual(['open', 'half-open']);
  });

  it('tries at once on a sign from elsewhere', () => {
    circuit.open(0);
    circuit.tryNow();
    expect(circuit.admit(1)).not.toBeNull();
  });

  it('does not hear of answers that were asked for in another state', () => {
    const old = circuit.admit(0)!;
    circuit.open(10);
    expect(circuit.judge(old, 'success', 20)).toBeNull();
    expect(kind(20)).toBe('open');
    const trial = circuit.admit(110)!;
    expect([circuit.judge(old, 'success', 110), circuit.judge(old, 'failure', 110)]).toEqual([null, null]);
    circuit.judge(trial, 'success', 111);
    expect(circuit.judge(old, 'failure', 112)).toBeNull();
  });

  it('hears of the rest of the answer that closed it', () => {
    circuit.open(0);
    const trial = circuit.admit(100)!;
    circuit.judge(trial, 'success', 100);
    expect(circuit.judge(trial, 'failure', 200)).toBe('counts');
  });

  it('asked anyway, because there is nobody else, closes by a success and is not held open longer by a failure', () => {
    circuit.open(0);
    circuit.judge(circuit.admit(10, true)!, 'failure', 20);
    expect([kind(99), kind(100)]).toEqual(['open', 'half-open']);
    circuit.admit(100);
    expect(circuit.judge(circuit.admit(100, true)!, 'success', 110)).toBe('closed');
  });
});

/** What is true of a circuit by its rules alone, kept apart from how it works. */
interface Model {
  nowMs: number;
  kind: 'closed' | 'open' | 'half-open';
  untilMs: number;
  hasTrial: boolean;
}

interface Real {
  readonly circuit: Circuit;
  readonly passes: { readonly pass: Pass; isTrial: boolean; epoch: number }[];
  epoch: number;
}

type Command = fc.Command<Model, Real>;

function agree(found: unknown, wanted: unknown): void {
  if (found !== wanted) throw new Error(`${String(found)} instead of ${String(wanted)}`);
}

function passTime(model: Model, real: Real, byMs: number): void {
  model.nowMs += byMs;
  if (model.kind !== 'open' || model.nowMs < model.untilMs) return;
  Object.assign(model, { kind: 'half-open', hasTrial: false });
  real.epoch += 1;
}

class Advance implements Command {
  readonly byMs: number;

  constructor(byMs: number) {
    this.byMs = byMs;
  }

  check = (): boolean => true;

  run(model: Model, real: Real): void {
    passTime(model, real, this.byMs);
    agree(real.circuit.state(model.nowMs).kind, model.kind);
  }
}

class Admit implements Command {
  check = (): boolean => true;

  run(model: Model, real: Real): void {
    const pass = real.circuit.admit(model.nowMs);
    const mayPass = model.kind === 'closed' || (model.kind === 'half-open' && !model.hasTrial);
    agree(pass !== null, mayPass);
    if (pass === null) return;
    const isTrial = model.kind === 'half-open';
    if (isTrial) model.hasTrial = true;
    real.passes.push({ pass, isTrial, epoch: real.epoch });
  }
}

class Open implements Command {
  check = (): boolean => true;

  run(model: Model, real: Real): void {
    real.circuit.open(model.nowMs);
    if (model.kind !== 'closed') return;
    opened(model, real);
  }
}

class Judge implements Command {
  readonly at: number;
  readonly verdict: Verdict;

  constructor(at: number, verdict: Verdict) {
    this.at = at;
    this.verdict = verdict;
  }

  check = (): boolean => true;

  run(model: Model, real: Real): void {
    const held = real.passes[this.at % Math.max(1, real.passes.length)];
    if (held === undefined) return;
    const change = real.circuit.judge(held.pass, this.verdict, model.nowMs);
    if (held.epoch !== real.epoch) return agree(change, null);
    if (!held.isTrial) return agree(change, this.verdict === 'neutral' ? null : 'counts');
    if (this.verdict === 'failure') {
      agree(change, 'reopened');
      return opened(model, real);
    }
    real.epoch += 1;
    if (this.verdict === 'neutral') {
      agree(change, null);
      model.hasTrial = false;
      return;
    }
    agree(change, 'closed');
    Object.assign(model, { kind: 'closed', hasTrial: false });
    Object.assign(held, { isTrial: false, epoch: real.epoch });
  }
}

function opened(model: Model, real: Real): void {
  const state = real.circuit.state(model.nowMs);
  if (state.kind !== 'open') throw new Error(`${state.kind} instead of open`);
  const lastsMs = state.untilMs - model.nowMs;
  agree(lastsMs >= rules.openMs && lastsMs <= rules.longestOpenMs, true);
  Object.assign(model, { kind: 'open', untilMs: state.untilMs, hasTrial: false });
  real.epoch += 1;
}

describe('Circuit, as a model of its rules', () => {
  it('agrees with them whatever happens, in whatever order', () => {
    const commands = fc.commands(
      [
        fc.nat(200).map((byMs) => new Advance(byMs)),
        fc.constant(new Admit()),
        fc.constant(new Open()),
        fc
          .tuple(fc.nat(20), fc.constantFrom<Verdict>('success', 'failure', 'neutral'))
          .map(([at, verdict]) => new Judge(at, verdict)),
      ],
      { maxCommands: 100 },
    );
    fc.assert(
      fc.property(commands, (sequence) => {
        fc.modelRun(
          () => ({
            model: { nowMs: 0, kind: 'closed' as const, untilMs: 0, hasTrial: false },
            real: { circuit: new Circuit(rules, 0), passes: [], epoch: 0 },
          }),
          sequence,
        );
      }),
      { numRuns: 300 },
    );
  });
});
