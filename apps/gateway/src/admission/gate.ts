import type { Config } from '@slipstream/config';
import type { Instruments } from '@slipstream/metrics';
import type { Sink } from '../metering/sink.ts';
import type { Clock, ReplicaFleet, ReplicaHealth, Timers } from '../ports.ts';
import { AdmissionRecorder } from './admission-recorder.ts';
import { createAuthenticate } from './keyring.ts';
import type { Authenticate } from './keyring.ts';
import { RateCharge } from './rate-charge.ts';
import { RateLimits } from './rate-limits.ts';
import { WaitingRoom } from './waiting-room.ts';

export interface GateParts {
  /** In force now. */
  readonly config: () => Config;
  readonly fleet: ReplicaFleet;
  readonly instruments: Instruments;
  readonly health: ReplicaHealth;
  readonly clock: Clock;
  readonly timers: Timers;
}

/** All that a request must pass before it reaches a replica, wired. */
export interface Gate {
  readonly authenticate: Authenticate;
  readonly rates: RateLimits;
  readonly queue: WaitingRoom;
  /** The fleet, with the queue in front of its seats. */
  readonly fleet: ReplicaFleet;
  /** Told of every settled request. */
  readonly sinks: readonly Sink[];
}

export function createGate(parts: GateParts): Gate {
  const { config, fleet, instruments } = parts;
  const rates = new RateLimits();
  const queue = new WaitingRoom({ ...parts, limits: () => config().limits.queue });
  return {
    authenticate: createAuthenticate(config),
    rates,
    queue,
    fleet: {
      arrive: (decision) => fleet.arrive(decision),
      take: (wish) => queue.take(wish),
      restsForMs: (decision) => fleet.restsForMs(decision),
      hedgeAfterMs: (decision) => fleet.hedgeAfterMs(decision),
    },
    sinks: [new RateCharge(rates, config), new AdmissionRecorder(instruments, config)],
  };
}
