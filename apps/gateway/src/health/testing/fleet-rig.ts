import { parseConfig } from '@slipstream/config';
import type { Config, Replica } from '@slipstream/config';
import type { AttemptKind, AttemptOutcome } from '../../metering/request-record.ts';
import { ManualTime } from '../../testing/manual-time.ts';
import type { Decision, Seat } from '../../ports.ts';
import { seededRandom } from '../../routing/testing/seeded-random.ts';
import { Fleet } from '../fleet.ts';
import type { FleetWatcher } from '../fleet.ts';

export interface RigOptions {
  readonly replicas?: number;
  /** Top-level lines of the configuration. */
  readonly top?: string;
  /** Default: writes `events`. */
  readonly watcher?: FleetWatcher;
}

/** A fleet of one variant, `v` of model `m`, whose time and probes the test moves. */
export class FleetRig {
  readonly time = new ManualTime();
  readonly events: string[] = [];
  readonly unready = new Set<string>();
  readonly fleet: Fleet;
  readonly #names: number;
  #top: string;
  #config: Config;
  /** Of the configuration in force. */
  decision: Decision;

  constructor({ replicas = 2, top = '', watcher }: RigOptions = {}) {
    this.#names = replicas;
    this.#top = top;
    this.#config = configOf(replicas, top);
    this.decision = decisionOf(this.#config);
    this.fleet = new Fleet({
      config: () => this.#config,
      clock: this.time,
      random: seededRandom(5),
      health: {
        status: ({ name }) => {
          const ready = !this.unready.has(name);
          return { ready, reason: ready ? null : 'the test says so', capabilities: { includeUsage: false } };
        },
      },
      watcher: watcher ?? {
        ejected: (_decision, { name }, reason) => this.events.push(`${name} ${reason}`),
        returned: (_decision, { name }) => this.events.push(`${name} returned`),
        overBudget: (_decision, kind) => this.events.push(`${kind} over budget`),
      },
    });
  }

  get config(): Config {
    return this.#config;
  }

  /** The same configuration, read again: every object is a new one. */
  reload(top = this.#top): void {
    this.#top = top;
    this.#config = configOf(this.#names, top);
    this.decision = decisionOf(this.#config);
  }

  replica(index: number): Replica {
    const replica = this.decision.variant.replicas[index];
    if (replica === undefined) throw new Error(`no replica ${index}`);
    return replica;
  }

  take(asked: readonly Replica[] = [], kind: AttemptKind = 'first', maxTokens: number | null = null): Seat | null {
    return this.fleet.take({ decision: this.decision, kind, stream: true, maxTokens, asked });
  }

  /** A seat at that very replica: the others have been asked. */
  seatAt(index: number, maxTokens: number | null = null): Seat {
    const others = this.decision.variant.replicas.filter((replica) => replica !== this.replica(index));
    const seat = this.take(others, 'first', maxTokens);
    if (seat === null) throw new Error(`no seat at ${index}`);
    return seat;
  }

  answer(index: number, outcome: AttemptOutcome, times = 1): void {
    for (let n = 0; n < times; n += 1) this.seatAt(index).leave(outcome, null);
  }

  circuits(): string[] {
    return this.decision.variant.replicas.map((replica) => this.fleet.circuit(replica));
  }
}

function configOf(replicas: number, top: string): Config {
  const urls = Array.from({ length: replicas }, (_, n) => `"http://r${n}:80"`).join(', ');
  const parsed = parseConfig(
    `${top}\nmodels: { m: { variants: { v: { engine: tgi, model: id, replicas: [${urls}] } } } }`,
  );
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return parsed.config;
}

function decisionOf(config: Config): Decision {
  const model = config.models.get('m');
  const variant = model?.variants.get('v');
  if (model === undefined || variant === undefined) throw new Error('no variant v');
  return { model, variant, unit: 'request', unitHash: 1, exposure: true, forced: false };
}
