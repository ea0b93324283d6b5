import type { RolloutTable } from '../../ports.ts';

/** Where the process of a gateway ends, seen from its calls to the table. */
export interface Death {
  /** The call in which it dies, from 1. */
  readonly call: number;
  /** The call is not made; it is done, and nobody hears of it; or whatever `during` does happens while it is under way. */
  readonly moment: 'before' | 'after' | 'during';
}

/** A table under a process that dies in one of its calls: whatever it asks afterwards is asked by nobody. */
export class MortalTable implements RolloutTable {
  calls = 0;
  /** Which of its calls kept a decision. */
  readonly commits: number[] = [];
  readonly #table: RolloutTable;
  readonly #death: Death | null;
  readonly #during: () => Promise<void>;

  constructor(table: RolloutTable, death: Death | null, during: () => Promise<void> = async () => undefined) {
    this.#table = table;
    this.#death = death;
    this.#during = during;
  }

  get isDead(): boolean {
    return this.#death !== null && this.calls >= this.#death.call;
  }

  rows: RolloutTable['rows'] = async () => await this.#live(() => this.#table.rows());
  insert: RolloutTable['insert'] = async (row) => await this.#live(() => this.#table.insert(row));
  commit: RolloutTable['commit'] = async (...all) => {
    const isKept = await this.#live(() => this.#table.commit(...all));
    if (isKept) this.commits.push(this.calls);
    return isKept;
  };
  update: RolloutTable['update'] = async (row) => await this.#live(() => this.#table.update(row));
  events: RolloutTable['events'] = async (...all) => await this.#live(() => this.#table.events(...all));
  waitingDeliveries: RolloutTable['waitingDeliveries'] = async () =>
    await this.#live(() => this.#table.waitingDeliveries());
  putOffDelivery: RolloutTable['putOffDelivery'] = async (...all) =>
    await this.#live(() => this.#table.putOffDelivery(...all));
  dropDelivery: RolloutTable['dropDelivery'] = async (id) => await this.#live(() => this.#table.dropDelivery(id));
  putParts: RolloutTable['putParts'] = async (parts) => await this.#live(() => this.#table.putParts(parts));
  parts: RolloutTable['parts'] = async (...all) => await this.#live(() => this.#table.parts(...all));
  lead: RolloutTable['lead'] = async (...all) => await this.#live(() => this.#table.lead(...all));
  resign: RolloutTable['resign'] = async (holder) => await this.#live(() => this.#table.resign(holder));

  async #live<T>(call: () => Promise<T>): Promise<T> {
    if (this.isDead) throw new Error('nobody asks');
    this.calls += 1;
    if (!this.isDead) return await call();
    const { moment } = this.#death ?? { moment: 'before' };
    if (moment !== 'before') {
      const done = call().catch(() => undefined);
      if (moment === 'during') await this.#during();
      await done;
    }
    throw new Error('the process ends here');
  }
}
