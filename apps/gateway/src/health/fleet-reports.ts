import type { Instruments } from '@slipstream/metrics';
import type { Decision, Logger } from '../ports.ts';
import type { FleetWatcher } from './fleet.ts';

/** Tells of ejections in the log and in metrics, and of second tries that were over the budget in metrics alone: they come in swarms. */
export function fleetReports(instruments: Instruments, logger: Logger): FleetWatcher {
  return {
    ejected(decision, replica, reason) {
      const labels = { ...labelsOf(decision), replica: replica.name };
      instruments.counter('slipstream_ejections_total').inc({ ...labels, reason });
      logger.warn({ ...labels, url: replica.url.origin, reason }, 'replica is out: its circuit has opened');
    },
    returned(decision, replica) {
      const fields = { ...labelsOf(decision), replica: replica.name, url: replica.url.origin };
      logger.info(fields, 'replica is back: its circuit has closed');
    },
    overBudget(decision, kind) {
      const name = kind === 'retry' ? 'slipstream_retries_total' : 'slipstream_hedges_total';
      instruments.counter(name).inc({ ...labelsOf(decision), result: 'over_budget' });
    },
  };
}

function labelsOf({ model, variant }: Decision): { readonly model: string; readonly variant: string } {
  return { model: model.name, variant: variant.name };
}
