import type { Rollout } from '@slipstream/config';
import { advance } from '../advance.ts';
import type { Look } from '../advance.ts';
import { command } from '../command.ts';
import type { Command, Refusal, Verb } from '../command.ts';
import type { Evidence, Observation } from '../observation.ts';
import { planned } from '../rollout-state.ts';
import type { RolloutState } from '../rollout-state.ts';
import type { RolloutEvent } from '../rollout-event.ts';
import { evidenceOf, observationOf } from './evidence-of.ts';

/** A rollout that a test walks through its phases, with a clock of its own and all its events. */
export class RolloutWalk {
  state: RolloutState;
  runMs = 0;
  wallMs = Date.UTC(2026, 10, 24);
  readonly events: RolloutEvent[] = [];
  readonly swaps: string[] = [];

  constructor(plan: Rollout) {
    this.state = planned(plan);
  }

  get phase(): string {
    return this.state.phase.kind;
  }

  /** A look some time later; by default at everything one could wish for. */
  look(changes: Partial<Evidence> = {}, afterMs: number = 1000): Look {
    return this.observe(observationOf(changes), afterMs);
  }

  observe(observation: Observation, afterMs: number = 1000): Look {
    this.runMs += afterMs;
    this.wallMs += afterMs;
    const look = advance(this.state, observation, this);
    this.#take(look);
    return look;
  }

  ask(verb: Verb, changes: Partial<Command> = {}): Refusal | null {
    const asked = {
      verb,
      full: false,
      by: 'ada',
      request: null,
      why: '',
      expected: null,
      plan: this.state.plan,
      ...changes,
    };
    const outcome = command(this.state, asked, this);
    if ('refused' in outcome) return outcome;
    this.#take(outcome);
    return null;
  }

  /** Started, warmed and in its first step. */
  begin(): this {
    this.ask('start');
    while (this.phase !== 'running') this.look();
    return this;
  }

  /** Looks at good evidence until the phase is reached. */
  until(phase: string, changes: Partial<Evidence> = {}): this {
    for (let looks = 0; this.phase !== phase; looks += 1) {
      if (looks > 1000) throw new Error(`${phase} is not reached: ${this.look(evidenceOf(changes)).sentence}`);
      this.look(changes);
    }
    return this;
  }

  #take({ state, actions }: Pick<Look, 'state' | 'actions'>): void {
    this.state = state;
    for (const action of actions) {
      if (action.kind === 'record') this.events.push(action.event);
      else this.swaps.push(`${action.step.route} ${action.load}`);
    }
  }
}
