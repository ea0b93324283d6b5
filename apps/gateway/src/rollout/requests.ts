import type { Rollout } from '@slipstream/config';
import type { Brake } from './brake.ts';
import type { ControllerParts } from './controller-parts.ts';
import { command } from './core/command.ts';
import type { Command, Refusal } from './core/command.ts';
import { absent, createRollout, deleteRollout } from './core/existence.ts';
import { isAsConfigured } from './core/is-as-configured.ts';
import type { Cause, Outcome } from './core/transition.ts';
import type { Decisions } from './decisions.ts';
import type { KnownRollouts } from './known-rollouts.ts';
import { obstacleTo } from './obstacle.ts';
import type { Refused } from './refusal.ts';
import type { StoredRollout } from './rollout-store.ts';

export interface RequestsParts extends Pick<ControllerParts, 'config' | 'store' | 'clock'> {
  readonly known: KnownRollouts;
  readonly decisions: Decisions;
  readonly brake: Brake;
  /** Reads what is decided by now, and puts it in force. */
  readonly read: () => Promise<void>;
}

/** Who asks, and why. */
export type Asker = Pick<Command, 'by' | 'why' | 'request'>;

/** How often a request is tried again when somebody else decides at the same moment. */
const mostTries = 5;

/** What somebody asks for, on any gateway. The answer is what was decided, by whoever was first; the leader reads it with its next look. */
export class Requests {
  readonly #parts: RequestsParts;

  constructor(parts: RequestsParts) {
    this.#parts = parts;
  }

  async ask(name: string, asked: Omit<Command, 'plan'>): Promise<StoredRollout | Refused> {
    return await this.#decide(name, asked, (kept) => {
      const found = this.#parts.known.find(name);
      if (kept === null || found === null) return this.#unknown(name);
      const plan = this.#parts.known.planOf(kept);
      const obstacle = this.#obstacle(asked.verb, plan);
      return obstacle ?? command(kept.state, { ...asked, plan }, this.#momentOf(kept));
    });
  }

  async create(plan: Rollout, asker: Asker): Promise<StoredRollout | Refused> {
    const { store, known, config } = this.#parts;
    const { name } = plan;
    return await this.#decide(name, asker, async (kept) => {
      const isInFile = config().rollouts.has(name);
      if (kept === null && !isInFile) await store.plan(absent(plan));
      const { state, runMs } = kept ?? { state: absent(plan), runMs: 0 };
      const outcome = createRollout(state, { plan, isInFile }, this.#causeOf(asker, runMs, 'created'));
      if (!('refused' in outcome) && kept === null) known.put({ state, runMs, report: null });
      return outcome;
    });
  }

  async remove(name: string, asker: Asker): Promise<StoredRollout | Refused> {
    return await this.#decide(name, asker, (kept) =>
      kept === null || this.#parts.known.find(name) === null
        ? this.#unknown(name)
        : deleteRollout(
            kept.state,
            isAsConfigured(this.#parts.config(), kept.state.plan),
            this.#causeOf(asker, kept.runMs, 'deleted'),
          ),
    );
  }

  /** Decided by what is kept now, and again where somebody else was faster. */
  async #decide(
    name: string,
    asker: Asker,
    decide: (kept: StoredRollout | null) => Outcome | Refusal | Refused | Promise<Outcome | Refusal | Refused>,
  ): Promise<StoredRollout | Refused> {
    const { known, decisions, read } = this.#parts;
    try {
      for (let tries = 0; tries < mostTries; tries += 1) {
        await read();
        const kept = known.kept(name);
        if (kept !== null && (await this.#wasDecided(name, asker))) return kept;
        const outcome = await decide(kept);
        if ('refused' in outcome) return outcome;
        const before = known.kept(name);
        if (before === null) throw new Error(`a decision about ${name}, of which nothing is kept`);
        if (await decisions.commit(before, outcome)) return known.kept(name) ?? before;
      }
      return { refused: 'moved', message: `${name} is being decided on by others; look at it and ask again.` };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const message = `The store of rollouts cannot be reached (${reason}): nothing was decided. The brake works without it.`;
      return { refused: 'away', message };
    }
  }

  /** A request that comes again, since its answer was lost, finds what it has decided. */
  async #wasDecided(name: string, { request }: Asker): Promise<boolean> {
    if (request === null) return false;
    const events = await this.#parts.store.events(name, 0);
    return events.some((event) => event.request === request);
  }

  #obstacle(verb: Command['verb'], plan: Rollout): Refused | null {
    if (verb !== 'start' && verb !== 'retry') return null;
    const { config, brake, known } = this.#parts;
    return obstacleTo(plan, { config: config(), pulled: brake.pulled, others: known.list() });
  }

  #unknown(name: string): Refused {
    const names = this.#parts.known.list().map(({ state }) => state.plan.name);
    const those = names.length === 0 ? 'there are none' : `rollouts: ${names.join(', ')}`;
    return { refused: 'unknown', message: `There is no rollout ${JSON.stringify(name)}; ${those}.` };
  }

  #momentOf({ runMs }: Pick<StoredRollout, 'runMs'>): Cause['now'] {
    return { runMs, wallMs: this.#parts.clock.wallTime() };
  }

  #causeOf({ by, why, request }: Asker, runMs: number, did: string): Cause {
    return { now: this.#momentOf({ runMs }), by, why: why === '' ? did : `${did}: ${why}`, request, verdicts: [] };
  }
}
