import type { Config, Replica, Variant } from '@slipstream/config';
import type { Clock, Decision, Random, ReplicaFleet, ReplicaHealth, Seat, SeatWish } from '../ports.ts';
import type { CircuitState } from '../routing/circuit.ts';
import type { EjectionReason } from '../routing/ejection-reason.ts';
import { ReplicaAccount } from './replica-account.ts';
import { SecondTries } from './second-tries.ts';
import { VariantHealth } from './variant-health.ts';

/** Told of what the fleet decides: for metrics and the log. */
export interface FleetWatcher {
  ejected(decision: Decision, replica: Replica, reason: EjectionReason): void;
  returned(decision: Decision, replica: Replica): void;
  overBudget(decision: Decision, kind: 'retry' | 'hedge'): void;
}

export interface FleetOptions {
  /** In force now. `health.window` and `retry.window` are taken from it when a replica or variant is first seen. */
  readonly config: () => Config;
  readonly health: ReplicaHealth;
  readonly clock: Clock;
  readonly random: Random;
  readonly watcher: FleetWatcher;
}

interface VariantState {
  readonly health: VariantHealth;
  readonly tries: SecondTries;
}

/**
 * All variants. State lies by the objects of the configuration, so that a request works to its end with what it began
 * with; a replica whose address stays through a reload keeps its account, and so its counts and its circuit.
 */
export class Fleet implements ReplicaFleet {
  readonly #options: FleetOptions;
  readonly #states = new WeakMap<Variant, VariantState>();
  readonly #accounts = new WeakMap<Replica, ReplicaAccount>();
  /** By model and variant, as last seen: what a reload carries over. */
  readonly #variants = new Map<string, Variant>();

  constructor(options: FleetOptions) {
    this.#options = options;
  }

  arrive(decision: Decision): void {
    this.#of(decision).tries.arrive();
  }

  take(wish: SeatWish): Seat | null {
    const { decision, kind } = wish;
    const { health, tries } = this.#of(decision);
    return health.take(wish, () => {
      if (kind === 'first' || tries.mayTryAgain()) return true;
      this.#options.watcher.overBudget(decision, kind);
      return false;
    });
  }

  restsForMs(decision: Decision): number | null {
    return this.#of(decision).health.restsForMs();
  }

  hedgeAfterMs(decision: Decision): number | null {
    const { hedge } = this.#options.config();
    return hedge.enabled ? this.#of(decision).tries.lateAfterMs(hedge) : null;
  }

  /** What a probe found, whenever that changes. */
  probed(replica: Replica, ready: boolean): void {
    this.#account(replica).probed(ready, this.#options.clock.now());
  }

  /** Attempts under way. */
  inFlight(replica: Replica): number {
    return this.#accounts.get(replica)?.load.requests ?? 0;
  }

  /** Of a replica that was never asked: closed. */
  circuit(replica: Replica): CircuitState['kind'] {
    return this.#accounts.get(replica)?.circuit.state(this.#options.clock.now()).kind ?? 'closed';
  }

  #of(decision: Decision): VariantState {
    const known = this.#states.get(decision.variant);
    if (known !== undefined) return known;
    const { config, watcher, clock } = this.#options;
    this.#carryOver(decision);
    const tries = new SecondTries(config().retry, clock);
    const health = new VariantHealth({
      ...this.#options,
      variant: decision.variant,
      rules: () => config().health,
      account: (replica) => this.#account(replica),
      observeFirstToken: (ms) => tries.observeFirstToken(ms),
      onEjected: (replica, reason) => watcher.ejected(decision, replica, reason),
      onReturned: (replica) => watcher.returned(decision, replica),
    });
    const state = { health, tries };
    this.#states.set(decision.variant, state);
    return state;
  }

  #account(replica: Replica): ReplicaAccount {
    const known = this.#accounts.get(replica);
    if (known !== undefined) return known;
    const account = new ReplicaAccount(this.#options.config().health, this.#options.clock.now());
    this.#accounts.set(replica, account);
    return account;
  }

  #carryOver({ model, variant }: Decision): void {
    const key = JSON.stringify([model.name, variant.name]);
    const before = this.#variants.get(key)?.replicas ?? [];
    this.#variants.set(key, variant);
    for (const replica of variant.replicas) {
      const same = before.find(({ url }) => url.origin === replica.url.origin);
      const account = same && this.#accounts.get(same);
      if (account !== undefined) this.#accounts.set(replica, account);
    }
  }
}
