import type { Config, Model } from '@slipstream/config';
import type { Admission } from '../pipeline/generation-ports.ts';
import type { ReplicaHealth } from '../ports.ts';

export interface ReadinessPorts {
  readonly config: () => Config;
  readonly health: ReplicaHealth;
  readonly admission: Pick<Admission, 'draining'>;
}

export interface Readiness {
  readonly status: 'ready' | 'not ready' | 'draining';
  /** By model: how many replicas are ready, and why the others are not. Names of the configuration, no addresses. */
  readonly models: Readonly<Record<string, ModelReadiness>>;
}

interface ModelReadiness {
  readonly ready: boolean;
  readonly readyReplicas: number;
  readonly replicas: number;
  /** By replica name. */
  readonly notReady: Readonly<Record<string, string>>;
}

/** Ready: every model (or any one) has at least one replica that is. */
export function readiness({ config, health, admission }: ReadinessPorts, asked: 'every' | 'any'): Readiness {
  const models = Object.fromEntries(
    [...config().models.values()].map((model) => [model.name, modelReadiness(model, health)]),
  );
  if (admission.draining) return { status: 'draining', models };
  const isReady = Object.values(models)[asked === 'any' ? 'some' : 'every'](({ ready }) => ready);
  return { status: isReady ? 'ready' : 'not ready', models };
}

function modelReadiness(model: Model, health: ReplicaHealth): ModelReadiness {
  const replicas = [...model.variants.values()].flatMap((variant) => variant.replicas);
  const notReady: Record<string, string> = {};
  for (const replica of replicas) {
    const { ready, reason } = health.status(replica);
    if (!ready) notReady[replica.name] = reason ?? 'not probed yet';
  }
  const readyReplicas = replicas.length - Object.keys(notReady).length;
  return { ready: readyReplicas > 0, readyReplicas, replicas: replicas.length, notReady };
}
