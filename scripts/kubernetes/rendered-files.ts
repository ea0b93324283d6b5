import { renderChart } from './render-chart.ts';

/** One file under deploy/kubernetes: which objects of the chart are in it. */
interface RenderedPart {
  readonly file: string;
  /** Of the chart, from the root of the repository. */
  readonly values: string;
  /** `Kind/name`, in the order of the chart. */
  readonly objects: readonly string[];
}

const kubernetes = 'deploy/kubernetes';
const examples = 'deploy/helm/slipstream/examples';

function armsOf(example: string, names: readonly string[]): RenderedPart {
  return {
    file: `${kubernetes}/overlays/${example}/arms.yaml`,
    values: `${examples}/${example}.yaml`,
    objects: [
      'NetworkPolicy/slipstream-arms',
      ...names.flatMap((name) => [`Service/slipstream-${name}`, `StatefulSet/slipstream-${name}`]),
    ],
  };
}

const parts: readonly RenderedPart[] = [
  {
    file: `${kubernetes}/base/gateway.yaml`,
    values: `${kubernetes}/base/values.yaml`,
    objects: ['ServiceAccount', 'Service', 'Deployment', 'PodDisruptionBudget', 'NetworkPolicy'].map(
      (kind) => `${kind}/slipstream`,
    ),
  },
  {
    file: `${kubernetes}/monitoring/service-monitor.yaml`,
    values: `${examples}/production.yaml`,
    objects: ['ServiceMonitor/slipstream'],
  },
  {
    file: `${kubernetes}/overlays/production/shared.yaml`,
    values: `${examples}/production.yaml`,
    objects: ['HorizontalPodAutoscaler/slipstream', 'Job/slipstream-migrate-0-1-0', 'NetworkPolicy/slipstream-migrate'],
  },
  armsOf('emulated', ['baseline', 'mlp']),
  armsOf('vllm', ['baseline', 'eagle3']),
];

const head = '# Rendered from deploy/helm/slipstream by `npm run kubernetes`. Do not edit: patch it in an overlay.\n';

/** What `npm run kubernetes` writes, by path from the root of the repository. @throws where Helm or the chart fails. */
export function renderedFiles(helm: string): readonly { readonly file: string; readonly text: string }[] {
  return parts.map(({ file, values, objects }) => {
    const rendered = renderChart(helm, [values]);
    const texts = objects.map((name) => {
      const text = rendered.get(name);
      if (text === undefined)
        throw new Error(`${file}: the chart renders no ${name}, but ${[...rendered.keys()].join(', ')}`);
      // Whoever applies it is not Helm.
      return text.replaceAll('app.kubernetes.io/managed-by: Helm', 'app.kubernetes.io/managed-by: kustomize');
    });
    return { file, text: `${head}${texts.map((text) => `---\n${text}`).join('')}` };
  });
}
