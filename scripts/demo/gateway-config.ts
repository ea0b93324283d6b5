import type { DemoReplica } from './replicas.ts';

/** The demo's slipstream.yaml: one public model `tgi`, split over the variants. */
export function gatewayConfig(replicas: readonly (DemoReplica & { readonly url: string })[]): string {
  const variants = replicas.map((replica) => {
    const speculator = replica.speculator === 'none' ? [] : [`        speculator: { kind: ${replica.speculator} }`];
    const control = replica.control === null ? [] : [`        control: ${replica.control}`];
    return [
      `      ${replica.variant}:`,
      `        engine: tgi`,
      `        model: ${replica.modelId}`,
      `        base: ${replica.base}`,
      ...control,
      ...speculator,
      `        replicas: [${replica.url}]`,
    ].join('\n');
  });
  const weights = replicas.map((replica) => `${replica.variant}: ${replica.weight}`).join(', ');
  return `models:
  tgi:
    variants:
${variants.join('\n')}
    experiment: { seed: demo, unit: session, coverage: 1, weights: { ${weights} }, allowForced: true }
`;
}
