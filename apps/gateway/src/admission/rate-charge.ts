import type { Config } from '@slipstream/config';
import type { RequestFigures } from '../metering/request-figures.ts';
import type { RequestRecord } from '../metering/request-record.ts';
import type { Sink } from '../metering/sink.ts';
import type { KeySource } from './keyring.ts';
import type { RateLimits } from './rate-limits.ts';

/** Books the tokens of each settled request on its key and its model. What an answer cost and nobody told is not guessed. */
export class RateCharge implements Sink {
  readonly name = 'rates';
  readonly #limits: RateLimits;
  readonly #config: () => Pick<Config, 'models'>;
  readonly #source: KeySource;

  constructor(limits: RateLimits, config: () => Pick<Config, 'models'>, source: KeySource) {
    this.#limits = limits;
    this.#config = config;
    this.#source = source;
  }

  settle(record: RequestRecord, { tokens }: RequestFigures): void {
    if (record.decision === null || tokens === null) return;
    const { models } = this.#config();
    const { keys } = this.#source;
    // As they are now: a rate that a reload changed is the one that counts.
    const model = models.get(record.decision.model.name) ?? record.decision.model;
    const key = record.key === null ? null : (keys?.get(record.key) ?? null);
    void this.#limits.charge(model, key, (tokens.prompt ?? 0) + (tokens.completion ?? 0));
  }
}
