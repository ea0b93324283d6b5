import type { Polling, Replica } from '@slipstream/config';
import { noCapabilities } from '@slipstream/metrics';
import type { EngineCapabilities, EngineIdentity } from '@slipstream/metrics';
import type { Cancel, FetchPage, Random, ReplicaHealth, ReplicaStatus, Timers } from '../ports.ts';
import { probeReplica } from './probe-replica.ts';
import type { ProbeFinding, ProbeTarget } from './probe-replica.ts';
import { replicaAddress } from './replica-address.ts';

export interface HealthProbesOptions {
  readonly fetchPage: FetchPage;
  readonly timers: Timers;
  readonly random: Random;
  /** In force now. */
  readonly polling: () => Polling;
  /** Called when a replica becomes ready or stops being so, and when the reason changes. */
  readonly onChange?: (target: ProbeTarget, status: ReplicaStatus, identity: EngineIdentity | null) => void;
}

/**
 * Silence in a row before a ready replica is taken out. One is not enough: a prefill of a long prompt can hold `/health`
 * up for longer than a probe waits. An engine that says no is believed at once.
 */
const silencesUntilUnready = 2;

/** Probes lie between 0.9 and 1.1 intervals apart, so that many gateways do not ask one engine in step. */
const jitter = 0.2;

interface Watched {
  target: ProbeTarget;
  readonly firstProbe: Promise<void>;
  status: ReplicaStatus;
  identity: EngineIdentity | null;
  /** Every page that could tell more of it has been answered. */
  isWhole: boolean;
  silences: number;
}

/** Knows which replicas may get traffic, by asking each of them again and again. Nobody is ready before the first answer. */
export class HealthProbes implements ReplicaHealth {
  readonly #options: HealthProbesOptions;
  /** By address and engine: what is known of a server outlives the object that a reload replaces. */
  readonly #watched = new Map<string, Watched>();
  readonly #byReplica = new WeakMap<Replica, Watched>();
  readonly #timers = new Map<Watched, Cancel>();

  constructor(options: HealthProbesOptions) {
    this.#options = options;
  }

  status(replica: Replica): ReplicaStatus {
    return this.#byReplica.get(replica)?.status ?? unknown;
  }

  /** What the replica says of itself; null while that is not known. */
  identity(replica: Replica): EngineIdentity | null {
    return this.#byReplica.get(replica)?.identity ?? null;
  }

  /**
   * Watches these replicas, too. Resolves when each has answered its first probe or let it run out; those that are watched
   * already, by whatever object, go on as they are.
   */
  async watch(targets: readonly ProbeTarget[]): Promise<void> {
    await Promise.all(targets.map((target) => this.#watch(target)));
  }

  /**
   * Watches no others than these any more. What was known last of the others stands, for the requests that were on their
   * way to them when they were taken out.
   */
  retain(targets: readonly ProbeTarget[]): void {
    const kept = new Set(targets.map(addressOf));
    for (const [address, watched] of this.#watched) if (!kept.has(address)) this.#forget(address, watched);
  }

  /** No further probes. What is under way runs out by its timeout and changes nothing. */
  stop(): void {
    this.retain([]);
  }

  #watch(target: ProbeTarget): Promise<void> {
    const address = addressOf(target);
    const known = this.#watched.get(address);
    if (known !== undefined) {
      known.target = target;
      this.#byReplica.set(target.replica, known);
      return known.firstProbe;
    }
    let probed = (): void => undefined;
    const firstProbe = new Promise<void>((resolve) => {
      probed = resolve;
    });
    const watched: Watched = {
      target,
      firstProbe,
      status: unready('not probed yet'),
      identity: null,
      isWhole: false,
      silences: 0,
    };
    this.#watched.set(address, watched);
    this.#byReplica.set(target.replica, watched);
    void this.#probe(watched).then(probed);
    return firstProbe;
  }

  #forget(address: string, watched: Watched): void {
    this.#watched.delete(address);
    this.#timers.get(watched)?.();
    this.#timers.delete(watched);
  }

  async #probe(watched: Watched): Promise<void> {
    const { fetchPage, polling, random, timers } = this.#options;
    const { timeoutMs } = polling();
    const finding = await probeReplica(watched.target, { fetchPage, timeoutMs, wantsIdentity: !watched.isWhole });
    if (this.#watched.get(addressOf(watched.target)) !== watched) return;
    this.#learn(watched, finding);
    const pause = polling().intervalMs * (1 - jitter / 2 + jitter * random());
    this.#timers.set(
      watched,
      timers.after(pause, () => void this.#probe(watched)),
    );
  }

  #learn(watched: Watched, finding: ProbeFinding): void {
    const before = watched.status;
    watched.silences = finding.kind === 'no-answer' ? watched.silences + 1 : 0;
    if (finding.kind === 'healthy') {
      watched.identity = finding.identity ?? watched.identity;
      watched.isWhole ||= finding.isWhole;
      const capabilities = watched.identity?.capabilities ?? noCapabilities;
      watched.status = { ready: true, reason: null, capabilities };
    } else if (!before.ready || finding.kind === 'unhealthy' || watched.silences >= silencesUntilUnready) {
      // What comes back may be another version.
      watched.identity = null;
      watched.isWhole = false;
      watched.status = unready(finding.reason);
    }
    if (isSame(before, watched.status)) return;
    this.#options.onChange?.(watched.target, watched.status, watched.identity);
  }
}

function addressOf({ replica, engine }: ProbeTarget): string {
  return `${engine} ${replicaAddress(replica)}`;
}

function unready(reason: string): ReplicaStatus {
  return { ready: false, reason, capabilities: noCapabilities };
}

const unknown = unready('not a replica of this configuration');

function isSame(a: ReplicaStatus, b: ReplicaStatus): boolean {
  return a.ready === b.ready && a.reason === b.reason && knowSame(a.capabilities, b.capabilities);
}

function knowSame(a: EngineCapabilities, b: EngineCapabilities): boolean {
  return a.includeUsage === b.includeUsage && a.specTokensDetails === b.specTokensDetails;
}
