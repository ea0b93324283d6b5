import type { Config } from '@slipstream/config';
import type { Instruments } from '@slipstream/metrics';
import type { CircuitState } from '../routing/circuit.ts';
import type { Fleet } from './fleet.ts';

const states: readonly CircuitState['kind'][] = ['closed', 'open', 'half-open'];

/** Writes the state of every circuit. For every look at `/metrics`. */
export function writeCircuitGauges(instruments: Instruments, config: Config, fleet: Fleet): void {
  const gauge = instruments.gauge('slipstream_replica_circuit');
  for (const model of config.models.values()) {
    for (const variant of model.variants.values()) {
      for (const replica of variant.replicas) {
        const now = fleet.circuit(replica);
        const labels = { model: model.name, variant: variant.name, replica: replica.name };
        for (const state of states) gauge.set({ ...labels, state }, state === now ? 1 : 0);
      }
    }
  }
}
