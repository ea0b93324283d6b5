import type { Config } from '@slipstream/config';
import type { Instruments } from '@slipstream/metrics';
import type { Sink } from '../metering/sink.ts';
import type { Clock, Logger, ReplicaFleet, ReplicaHealth, Timers } from '../ports.ts';
import { AdmissionRecorder } from './admission-recorder.ts';
import { BudgetBook } from './budget-book.ts';
import { BudgetCharge } from './budget-charge.ts';
import type { KeyDirectory } from './key-directory.ts';
import { createAuthenticate } from './keyring.ts';
import type { Authenticate } from './keyring.ts';
import { RateCharge } from './rate-charge.ts';
import { RateLimits } from './rate-limits.ts';
import type { CreateLimiter } from './rate-limits.ts';
import { WaitingRoom } from './waiting-room.ts';

export interface GateParts {
  /** In force now. */
  readonly config: () => Config;
  readonly fleet: ReplicaFleet;
  readonly instruments: Instruments;
  readonly health: ReplicaHealth;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly logger: Logger;
  readonly keys: KeyDirectory;
  /** Counters that gateways share; left out: each has its own. */
  readonly createLimiter?: CreateLimiter | undefined;
}

/** All that a request must pass before it reaches a replica, wired. */
export interface Gate {
  readonly authenticate: Authenticate;
  /** Budgets first: they are looked at only, and nothing is to be taken back. */
  readonly rates: Pick<RateLimits, 'admit'>;
  readonly budgets: BudgetBook;
  readonly queue: WaitingRoom;
  /** The fleet, with the queue in front of its seats. */
  readonly fleet: ReplicaFleet;
  /** Told of every settled request. */
  readonly sinks: readonly Sink[];
}

export function createGate(parts: GateParts): Gate {
  const { config, fleet, instruments, clock, logger, keys } = parts;
  const rates = new RateLimits(parts.createLimiter);
  const budgets = new BudgetBook(
    () => clock.wallTime(),
    (crossing) => logger.warn({ ...crossing }, 'a key has passed a soft limit of its budgets'),
  );
  const queue = new WaitingRoom({ ...parts, limits: () => config().limits.queue });
  return {
    authenticate: createAuthenticate(keys, clock),
    rates: {
      admit: async (model, key) => {
        budgets.admit(key);
        await rates.admit(model, key);
      },
    },
    budgets,
    queue,
    fleet: {
      arrive: (decision) => fleet.arrive(decision),
      take: (wish) => queue.take(wish),
      restsForMs: (decision) => fleet.restsForMs(decision),
      hedgeAfterMs: (decision) => fleet.hedgeAfterMs(decision),
    },
    sinks: [
      new RateCharge(rates, config, keys),
      new BudgetCharge(budgets, keys),
      new AdmissionRecorder(instruments, config),
    ],
  };
}
