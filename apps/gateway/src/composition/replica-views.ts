import type { Config, Model, Replica, Variant } from '@slipstream/config';
import type { WaitingRoom } from '../admission/waiting-room.ts';
import type { Fleet } from '../health/fleet.ts';
import type { ReplicaView } from '../http/admin/replica-routes.ts';
import type { Metering } from '../metering/metering.ts';
import type { HealthProbes } from '../upstream/health-probes.ts';

export interface ReplicaViewSources {
  readonly config: () => Config;
  readonly probes: Pick<HealthProbes, 'status' | 'identity'>;
  readonly fleet: Pick<Fleet, 'circuit' | 'inFlight'>;
  readonly queue: Pick<WaitingRoom, 'waiting'>;
  readonly metering: Pick<Metering, 'snapshot' | 'load'>;
}

/** How every replica stands: by its probes, its answers, its queue, and what it says of itself. */
export function replicaViews(sources: ReplicaViewSources): readonly ReplicaView[] {
  const { metering, config } = sources;
  const { models } = metering.snapshot();
  return [...config().models.values()].flatMap((model) =>
    [...model.variants.values()].flatMap((variant) => {
      const measured = models
        .find((one) => one.model === model.name)
        ?.variants.find((one) => one.variant === variant.name);
      const methods = [...new Set((measured?.inBand ?? []).map(({ method }) => method))];
      return variant.replicas.map((replica) => ({ ...viewOf(replica, variant, model, sources), methods }));
    }),
  );
}

function viewOf(
  replica: Replica,
  variant: Variant,
  model: Model,
  { probes, fleet, queue, metering }: ReplicaViewSources,
): Omit<ReplicaView, 'methods'> {
  const { ready, reason } = probes.status(replica);
  return {
    name: replica.name,
    model: model.name,
    variant: variant.name,
    engine: variant.engine,
    engineVersion: probes.identity(replica)?.version ?? null,
    url: replica.url.origin,
    ready,
    reason,
    circuit: fleet.circuit(replica),
    inFlight: fleet.inFlight(replica),
    limit: replica.maxConcurrent,
    queued: queue.waiting(model.name, variant.name),
    ...metering.load({ model, variant, replica }),
  };
}
