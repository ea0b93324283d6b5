import type { Config, EngineName, Replica, Variant } from '@slipstream/config';
import type { Clock, Dispatch, FetchPage, Timers } from '../ports.ts';
import { createAskOnce } from './ask-once.ts';
import { ExaminationError } from './examination.ts';
import type { Examination } from './examination.ts';
import { examine } from './examine.ts';

/** For each page and each answer: who asks waits for all of them. */
const TIMEOUT_MS = 10_000;

export interface ReplicaDoctorParts {
  /** In force now. */
  readonly config: () => Pick<Config, 'models'>;
  readonly dispatch: Dispatch;
  /** With the replica's own key. */
  readonly fetchPage: FetchPage;
  readonly headersFor: (replica: Replica) => Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly timers: Timers;
}

export interface ExaminationWish {
  /** Name of a replica of the configuration: nobody examines any other host through a gateway. */
  readonly replica: string;
  /** Where several models have a replica of that name; null: there is one. */
  readonly model: string | null;
  /** Null: whatever it shows itself to be. */
  readonly engine: EngineName | null;
  /** Whether it is asked for two small answers. */
  readonly ask: boolean;
}

interface Found {
  readonly model: string;
  readonly variant: Variant;
  readonly replica: Replica;
}

/** Examines replicas of the configuration, one at a time each. */
export class ReplicaDoctor {
  readonly #parts: ReplicaDoctorParts;
  readonly #underWay = new Set<string>();

  constructor(parts: ReplicaDoctorParts) {
    this.#parts = parts;
  }

  /** @throws ExaminationError */
  async examine(wish: ExaminationWish): Promise<Examination> {
    const { fetchPage, headersFor } = this.#parts;
    const { replica, variant } = this.#find(wish);
    const { origin } = replica.url;
    if (this.#underWay.has(origin)) {
      throw new ExaminationError('busy', `${origin} is being examined already; ask again when that is over.`);
    }
    this.#underWay.add(origin);
    try {
      const asking = { ...this.#parts, headers: headersFor(replica), timeoutMs: TIMEOUT_MS };
      const ask = wish.ask ? createAskOnce(replica, asking) : null;
      const { engine } = wish;
      return await examine(replica, { fetchPage, timeoutMs: TIMEOUT_MS, engine, model: variant.model, ask });
    } finally {
      this.#underWay.delete(origin);
    }
  }

  #find({ replica: name, model }: ExaminationWish): Found {
    const all = [...this.#parts.config().models.values()].flatMap(({ name: of, variants }) =>
      [...variants.values()].flatMap((variant) =>
        variant.replicas.map((replica): Found => ({ model: of, variant, replica })),
      ),
    );
    const found = all.filter((one) => one.replica.name === name && (model === null || one.model === model));
    const [first] = found;
    if (first === undefined) {
      const known = [...new Set(all.map(({ replica }) => replica.name))].join(', ');
      const where = model === null ? '' : ` of the model ${JSON.stringify(model)}`;
      throw new ExaminationError('wish', `There is no replica ${JSON.stringify(name)}${where}; replicas: ${known}.`);
    }
    if (found.length > 1) {
      const models = [...new Set(found.map((one) => one.model))].join(', ');
      throw new ExaminationError('wish', `Several replicas are called "${name}"; say of which model: ${models}.`);
    }
    return first;
  }
}
