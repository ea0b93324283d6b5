import type { Instruments } from '@slipstream/metrics';
import { writeBudgetGauges } from '../admission/budget-gauges.ts';
import type { Gate } from '../admission/gate.ts';
import type { KeyDirectory } from '../admission/key-directory.ts';
import { writeQueueGauges } from '../admission/queue-gauges.ts';
import { writeCircuitGauges } from '../health/circuit-gauges.ts';
import type { Fleet } from '../health/fleet.ts';
import type { MetricsPage } from '../http/operation-routes.ts';
import type { Metering } from '../metering/metering.ts';
import type { ReplicaHealth } from '../ports.ts';
import { RolloutGauges } from '../rollout/rollout-gauges.ts';
import type { Rollouts } from '../rollout/rollouts.ts';
import { writeFleetGauges } from './fleet-gauges.ts';
import type { World } from './gateway-parts.ts';

export interface MetricsSources {
  readonly instruments: Instruments;
  readonly metering: Metering;
  readonly health: ReplicaHealth;
  readonly fleet: Fleet;
  readonly gate: Gate;
  readonly keys: KeyDirectory;
  readonly rollouts: Rollouts;
}

/** `/metrics`: what is counted all the time, and what is only looked up when somebody looks. */
export function metricsPage(
  { config, version }: World,
  { instruments, metering, health, fleet, gate, keys, rollouts }: MetricsSources,
): MetricsPage {
  instruments.gauge('slipstream_build_info').set({ version }, 1);
  const rolloutGauges = new RolloutGauges(instruments, rollouts.controller);
  return {
    render: (format) => {
      writeFleetGauges(instruments, config(), health);
      writeCircuitGauges(instruments, config(), fleet);
      writeQueueGauges(instruments, config(), gate.queue);
      writeBudgetGauges(instruments, keys, gate.budgets);
      rolloutGauges.write();
      return metering.page.render(format);
    },
  };
}
