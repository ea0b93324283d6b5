export const fleetMetrics = [
  {
    name: 'slipstream_replica_ready',
    type: 'gauge',
    unit: 'none',
    labels: ['model', 'variant', 'replica'],
    owner: 'upstream',
    help: '1 while the replica may receive requests, else 0.',
  },
  {
    name: 'slipstream_variant_weight',
    type: 'gauge',
    unit: 'ratio',
    labels: ['model', 'variant'],
    owner: 'routing',
    help: "Share of the experiment's units that the variant is meant to get, 0 to 1.",
  },
  {
    name: 'slipstream_variant_info',
    type: 'gauge',
    unit: 'none',
    labels: ['model', 'variant', 'control', 'engine', 'speculator'],
    owner: 'routing',
    help: 'Always 1; what the configuration says of the variant. control is empty and speculator is none where it has none.',
  },
  {
    name: 'slipstream_build_info',
    type: 'gauge',
    unit: 'none',
    labels: ['version'],
    owner: 'main',
    help: 'Always 1; the version is in the label.',
  },
] as const;
