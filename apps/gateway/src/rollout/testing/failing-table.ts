import type { RolloutTable } from '../../ports.ts';

/** A table that can be away, as a database can, before or after it has done what it was asked. */
export class FailingTable implements RolloutTable {
  /** `lost`: decisions are kept, but nobody hears of it. */
  state: 'there' | 'away' | 'lost' = 'there';
  readonly #table: RolloutTable;

  constructor(table: RolloutTable) {
    this.#table = table;
  }

  rows: RolloutTable['rows'] = async () => await this.#through(() => this.#table.rows());
  insert: RolloutTable['insert'] = async (row) => await this.#through(() => this.#table.insert(row));
  commit: RolloutTable['commit'] = async (row, event, deliveries) => {
    const isKept = await this.#through(() => this.#table.commit(row, event, deliveries));
    if (this.state === 'lost') throw new Error('connection reset');
    return isKept;
  };
  update: RolloutTable['update'] = async (row) => await this.#through(() => this.#table.update(row));
  waitingDeliveries: RolloutTable['waitingDeliveries'] = async () =>
    await this.#through(() => this.#table.waitingDeliveries());
  putOffDelivery: RolloutTable['putOffDelivery'] = async (id, attempts, nextMs) =>
    await this.#through(() => this.#table.putOffDelivery(id, attempts, nextMs));
  dropDelivery: RolloutTable['dropDelivery'] = async (id) => await this.#through(() => this.#table.dropDelivery(id));
  events: RolloutTable['events'] = async (name, after) => await this.#through(() => this.#table.events(name, after));
  putParts: RolloutTable['putParts'] = async (parts) => await this.#through(() => this.#table.putParts(parts));
  parts: RolloutTable['parts'] = async (name, run, after) =>
    await this.#through(() => this.#table.parts(name, run, after));
  lead: RolloutTable['lead'] = async (who, at, forMs) => await this.#through(() => this.#table.lead(who, at, forMs));
  resign: RolloutTable['resign'] = async (holder) => await this.#through(() => this.#table.resign(holder));

  async #through<T>(call: () => Promise<T>): Promise<T> {
    if (this.state === 'away') throw new Error('connection refused');
    return await call();
  }
}
