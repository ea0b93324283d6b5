import type { Config, Replica, Variant } from '@slipstream/config';
import type { Instruments } from '@slipstream/metrics';
import type { ReplicaHealth } from '../ports.ts';

/** Writes what the configuration and the probes say, as gauges: weights, controls, readiness. For every look at `/metrics`. */
export function writeFleetGauges(instruments: Instruments, config: Config, health: ReplicaHealth): void {
  const ready = instruments.gauge('slipstream_replica_ready');
  const weight = instruments.gauge('slipstream_variant_weight');
  const info = instruments.gauge('slipstream_variant_info');
  for (const model of config.models.values()) {
    for (const variant of model.variants.values()) {
      const labels = { model: model.name, variant: variant.name };
      info.set({ ...labels, ...traits(variant) }, 1);
      weight.set(labels, model.experiment.weights.get(variant.name) ?? 0);
      for (const replica of variant.replicas) {
        ready.set({ ...labels, replica: replica.name }, isReady(health, replica));
      }
    }
  }
}

function traits({ control, engine, speculator }: Variant): Record<'control' | 'engine' | 'speculator', string> {
  return { control: control ?? '', engine, speculator: speculator.kind };
}

function isReady(health: ReplicaHealth, replica: Replica): 0 | 1 {
  return health.status(replica).ready ? 1 : 0;
}
