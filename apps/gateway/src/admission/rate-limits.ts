import type { ClientKey, Model, Rate, Rates } from '@slipstream/config';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { RateLimiterAbstract } from 'rate-limiter-flexible';
import { GatewayError } from '../errors.ts';

/** Makes the counters of one rate; those of several gateways can be shared through a store. */
export type CreateLimiter = (rate: Rate, prefix: string) => RateLimiterAbstract;

type Unit = keyof Rates;

/** One count: whose it is, of what, and how much of it is allowed. */
interface Meter {
  /** Unique over all meters. */
  readonly id: string;
  /** Begins a sentence. */
  readonly owner: string;
  readonly unit: Unit;
  readonly rate: Rate;
}

/**
 * Requests and tokens per time, of each key and of each model. Counters live as long as their rate: a reload that leaves
 * a rate as it is leaves its counts, too.
 */
export class RateLimits {
  readonly #create: CreateLimiter;
  readonly #limiters = new Map<string, RateLimiterAbstract>();

  constructor(create: CreateLimiter = inMemory) {
    this.#create = create;
  }

  /**
   * Counts one request in, or refuses it. Tokens are looked at only: they are counted when they are known.
   * @throws GatewayError `rate_limited` with the time after which it may be let in.
   */
  async admit(model: Model, key: ClientKey | null): Promise<void> {
    for (const meter of meters('tokens', model, key)) {
      const used = await this.#limiter(meter).get(meter.id);
      if (used !== null && used.consumedPoints >= meter.rate.amount) throw rateLimited(meter, used);
    }
    const counted: Meter[] = [];
    for (const meter of meters('requests', model, key)) {
      const refused = await this.#consume(meter);
      if (refused === null) counted.push(meter);
      else {
        // What one meter refused does not count for another.
        for (const other of counted) await this.#limiter(other).reward(other.id);
        throw rateLimited(meter, refused);
      }
    }
  }

  /** Books what an answer turned out to cost; it may pass the limit, which then holds the next request off. */
  async charge(model: Model, key: ClientKey | null, tokens: number): Promise<void> {
    if (tokens <= 0) return;
    for (const meter of meters('tokens', model, key)) await this.#limiter(meter).penalty(meter.id, tokens);
  }

  async #consume(meter: Meter): Promise<RateLimiterRes | null> {
    try {
      await this.#limiter(meter).consume(meter.id);
      return null;
    } catch (thrown) {
      if (thrown instanceof RateLimiterRes) return thrown;
      throw thrown;
    }
  }

  #limiter({ unit, rate }: Meter): RateLimiterAbstract {
    const name = `${unit}:${rate.amount}/${rate.windowSeconds}`;
    const limiter = this.#limiters.get(name) ?? this.#create(rate, name);
    this.#limiters.set(name, limiter);
    return limiter;
  }
}

function inMemory(rate: Rate, keyPrefix: string): RateLimiterAbstract {
  return new RateLimiterMemory({ points: rate.amount, duration: rate.windowSeconds, keyPrefix });
}

function meters(unit: Unit, model: Model, key: ClientKey | null): Meter[] {
  const found: Meter[] = [];
  const ofKey = key?.rates[unit] ?? null;
  const ofModel = model.rates[unit];
  if (key !== null && ofKey !== null) {
    found.push({ id: `key:${key.name}`, owner: `The key "${key.name}"`, unit, rate: ofKey });
  }
  if (ofModel !== null) {
    found.push({
      id: `model:${model.name}`,
      owner: `The model "${model.name}", over all clients,`,
      unit,
      rate: ofModel,
    });
  }
  return found;
}

const windowNames: ReadonlyMap<number, string> = new Map([
  [1, 'second'],
  [60, 'minute'],
  [3600, 'hour'],
  [86_400, 'day'],
]);

function rateLimited({ owner, unit, rate }: Meter, { msBeforeNext }: RateLimiterRes): GatewayError {
  const window = windowNames.get(rate.windowSeconds) ?? `${rate.windowSeconds} s`;
  return new GatewayError('rate_limited', `${owner} has used its ${rate.amount} ${unit} per ${window}.`, {
    retryAfterSeconds: Math.max(1, Math.ceil(msBeforeNext / 1000)),
  });
}
