import { series } from '@slipstream/metrics';
import type { Alert } from './alert.ts';

export const backendAlerts: readonly Alert[] = [
  {
    name: 'BackendDown',
    expr: `max by (model, variant, replica) (${series('slipstream_replica_ready')}) == 0`,
    for: '5m',
    severity: 'ticket',
    summary: 'Replica {{ $labels.replica }} of {{ $labels.variant }} ({{ $labels.model }}) is ready for no gateway.',
    panel: { board: 'slipstream-backends', title: 'Ready replicas' },
  },
];
