export const requestMetrics = [
  {
    name: 'slipstream_requests_total',
    type: 'counter',
    unit: 'requests',
    labels: ['model', 'variant', 'outcome'],
    owner: 'metering',
    help: 'Client requests that ended, by how they ended: ok, or an error code of docs/failure-modes.md.',
  },
  {
    name: 'slipstream_attempts_total',
    type: 'counter',
    unit: 'attempts',
    labels: ['model', 'variant', 'replica', 'outcome'],
    owner: 'metering',
    help: 'Tries against one replica that ended. More attempts than requests: retries.',
  },
  {
    name: 'slipstream_requests_in_flight',
    type: 'gauge',
    unit: 'requests',
    labels: ['model', 'variant'],
    owner: 'metering',
    help: 'Requests that were assigned to the variant and have not ended.',
  },
  {
    name: 'slipstream_assignments_total',
    type: 'counter',
    unit: 'requests',
    labels: ['model', 'variant', 'unit'],
    owner: 'metering',
    help: 'Requests assigned to the variant by the experiment, by the unit that was hashed. Forced variants are not assignments.',
  },
] as const;
