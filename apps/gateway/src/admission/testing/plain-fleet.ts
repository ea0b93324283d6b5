import type { Config, Replica } from '@slipstream/config';
import { formatIssues, parseConfig } from '@slipstream/config';
import type { Decision, ReplicaFleet, ReplicaHealth, Seat, SeatWish } from '../../ports.ts';

/** A model `m` whose variant `a` has these replicas, each as it is written in YAML. */
export function configWith(...replicas: readonly string[]): Config {
  const parsed = parseConfig(
    `models: { m: { variants: { a: { engine: tgi, model: id, replicas: [${replicas.join(', ')}] } } } }`,
  );
  if (!parsed.ok) throw new Error(formatIssues(parsed.issues));
  return parsed.config;
}

export function decisionOf(config: Config): Decision {
  const model = config.models.get('m');
  const variant = model?.variants.get('a');
  if (model === undefined || variant === undefined) throw new Error('no variant a');
  return { model, variant, unit: 'request', unitHash: 1, exposure: true, forced: false };
}

export function wishFor(decision: Decision, asked: readonly Replica[] = []): SeatWish {
  return { decision, kind: asked.length === 0 ? 'first' : 'retry', stream: true, maxTokens: null, asked };
}

/** The least that stands behind the port: the first ready replica with room. Says who was seated, and who may not be. */
export class PlainFleet implements Pick<ReplicaFleet, 'take' | 'restsForMs'>, ReplicaHealth {
  readonly seated = new Map<string, number>();
  readonly notReady = new Set<string>();
  /** All replicas want to be left alone for so long. */
  restMs: number | null = null;

  status({ name }: Replica): ReturnType<ReplicaHealth['status']> {
    const ready = !this.notReady.has(name);
    return { ready, reason: ready ? null : 'the test says so', capabilities: { includeUsage: false } };
  }

  restsForMs(): number | null {
    return this.restMs;
  }

  take({ decision, asked }: SeatWish): Seat | null {
    const free = decision.variant.replicas.find(
      (replica) => this.status(replica).ready && !asked.includes(replica) && this.#hasRoom(replica),
    );
    if (free === undefined || this.restMs !== null) return null;
    this.seated.set(free.name, this.#count(free) + 1);
    return {
      replica: free,
      concurrency: this.#count(free),
      received: () => undefined,
      firstToken: () => undefined,
      leave: () => {
        this.seated.set(free.name, this.#count(free) - 1);
        return null;
      },
    };
  }

  #count({ name }: Replica): number {
    return this.seated.get(name) ?? 0;
  }

  #hasRoom(replica: Replica): boolean {
    return this.#count(replica) < (replica.maxConcurrent ?? Infinity);
  }
}
