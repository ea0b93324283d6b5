import type { Replica } from '@slipstream/config';
import type { TgiInfo } from '@slipstream/wire';
import type { Cancel, FetchPage, Random, ReplicaHealth, ReplicaStatus, Timers } from '../ports.ts';
import { probeReplica } from './probe-replica.ts';
import type { ProbeFinding, ProbeTarget } from './probe-replica.ts';
import { tgiCapabilities } from './tgi-capabilities.ts';

export interface HealthProbesOptions {
  readonly targets: readonly ProbeTarget[];
  readonly fetchPage: FetchPage;
  readonly timers: Timers;
  readonly random: Random;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** Called when a replica becomes ready or stops being so, and when the reason changes. */
  readonly onChange?: (target: ProbeTarget, status: ReplicaStatus, info: TgiInfo | null) => void;
}

/**
 * Silence in a row before a ready replica is taken out. One is not enough: a prefill of a long prompt can hold `/health`
 * up for longer than a probe waits. An engine that says no is believed at once.
 */
const silencesUntilUnready = 2;

/** Probes lie between 0.9 and 1.1 intervals apart, so that many gateways do not ask one engine in step. */
const jitter = 0.2;

interface Watched {
  readonly target: ProbeTarget;
  status: ReplicaStatus;
  info: TgiInfo | null;
  silences: number;
}

/** Knows which replicas may get traffic, by asking each of them again and again. Nobody is ready before the first answer. */
export class HealthProbes implements ReplicaHealth {
  readonly #options: HealthProbesOptions;
  readonly #watched: ReadonlyMap<Replica, Watched>;
  readonly #timers = new Map<Watched, Cancel>();
  #firstRound: Promise<void> | null = null;
  #stopped = false;

  constructor(options: HealthProbesOptions) {
    this.#options = options;
    this.#watched = new Map(
      options.targets.map((target) => [
        target.replica,
        { target, status: unready('not probed yet'), info: null, silences: 0 },
      ]),
    );
  }

  status(replica: Replica): ReplicaStatus {
    return this.#watched.get(replica)?.status ?? unknown;
  }

  /** Probes every replica at once, and from then on each at its own pace. */
  start(): void {
    this.#firstRound ??= Promise.all([...this.#watched.values()].map((watched) => this.#probe(watched))).then(() => {});
  }

  /** Resolves when every replica has answered its first probe or let it run out. Starts, if nobody has. */
  whenFirstProbed(): Promise<void> {
    this.start();
    return this.#firstRound ?? Promise.resolve();
  }

  /** No further probes. What is under way runs out by its timeout and changes nothing. */
  stop(): void {
    this.#stopped = true;
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  async #probe(watched: Watched): Promise<void> {
    const { fetchPage, timeoutMs, intervalMs, random, timers } = this.#options;
    const finding = await probeReplica(watched.target, { fetchPage, timeoutMs, wantsInfo: watched.info === null });
    if (this.#stopped) return;
    this.#learn(watched, finding);
    const pause = intervalMs * (1 - jitter / 2 + jitter * random());
    this.#timers.set(
      watched,
      timers.after(pause, () => void this.#probe(watched)),
    );
  }

  #learn(watched: Watched, finding: ProbeFinding): void {
    const before = watched.status;
    watched.silences = finding.kind === 'no-answer' ? watched.silences + 1 : 0;
    if (finding.kind === 'healthy') {
      watched.info = finding.info ?? watched.info;
      watched.status = { ready: true, reason: null, capabilities: capabilitiesOf(watched.info) };
    } else if (!before.ready || finding.kind === 'unhealthy' || watched.silences >= silencesUntilUnready) {
      // What comes back may be another version.
      watched.info = null;
      watched.status = unready(finding.reason);
    }
    if (isSame(before, watched.status)) return;
    this.#options.onChange?.(watched.target, watched.status, watched.info);
  }
}

function capabilitiesOf(info: TgiInfo | null): ReplicaStatus['capabilities'] {
  return info === null ? { includeUsage: false } : tgiCapabilities(info.version);
}

function unready(reason: string): ReplicaStatus {
  return { ready: false, reason, capabilities: { includeUsage: false } };
}

const unknown = unready('not a replica of this configuration');

function isSame(a: ReplicaStatus, b: ReplicaStatus): boolean {
  return a.ready === b.ready && a.reason === b.reason && a.capabilities.includeUsage === b.capabilities.includeUsage;
}
