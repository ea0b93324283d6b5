import type { Config, Replica } from '@slipstream/config';
import type { Instruments } from '@slipstream/metrics';
import type { ReplicaHealth } from './ports.ts';

/** Writes what the configuration and the probes say, as gauges: weights, readiness, build. For every look at `/metrics`. */
export function writeFleetGauges(instruments: Instruments, config: Config, health: ReplicaHealth): void {
  const ready = instruments.gauge('slipstream_replica_ready');
  const weight = instruments.gauge('slipstream_variant_weight');
  for (const model of config.models.values()) {
    for (const variant of model.variants.values()) {
      const labels = { model: model.name, variant: variant.name };
      weight.set(labels, model.experiment.weights.get(variant.name) ?? 0);
      for (const replica of variant.replicas) {
        ready.set({ ...labels, replica: replica.name }, isReady(health, replica));
      }
    }
  }
}

function isReady(health: ReplicaHealth, replica: Replica): 0 | 1 {
  return health.status(replica).ready ? 1 : 0;
}
