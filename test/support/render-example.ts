import { renderChart } from '../../scripts/kubernetes/render-chart.ts';
import { nameOf, readObjects } from './kubernetes-objects.ts';
import type { KubernetesObject, Labels, PodSpec } from './kubernetes-objects.ts';
import type { KubernetesTools } from './kubernetes-tools.ts';

export const chartExamples = ['emulated', 'production', 'vllm', 'tgi'] as const;

/** Switches on what no example does. */
export const everySwitch = [
  'gateway.persistence.enabled=true',
  'adminService.enabled=true',
  'arms.autoscaling.enabled=true',
  'arms.autoscaling.model=tgi',
];

/** The objects of the chart with one of its examples, and `settings` as Helm's `--set` has them. */
export function renderExample(
  tools: KubernetesTools | null,
  example: string,
  settings: readonly string[] = [],
): readonly KubernetesObject[] {
  if (tools === null) throw new Error('there is no Helm');
  const texts = renderChart(tools.helm, [`deploy/helm/slipstream/examples/${example}.yaml`], settings);
  return readObjects([...texts.values()].join('---\n'));
}

/** The one of that `Kind/name`. @throws where there is none. */
export function objectOf(objects: readonly KubernetesObject[], name: string): KubernetesObject {
  const found = objects.find((object) => nameOf(object) === name);
  if (found === undefined) throw new Error(`no ${name}, but ${objects.map(nameOf).join(', ')}`);
  return found;
}

export interface Workload extends KubernetesObject {
  readonly pod: PodSpec;
  /** Of its pods. */
  readonly labels: Labels;
}

/** Whatever makes pods. */
export function workloadsOf(objects: readonly KubernetesObject[]): readonly Workload[] {
  return objects.flatMap((object) => {
    const template = object.spec?.template;
    return template === undefined ? [] : [{ ...object, pod: template.spec, labels: template.metadata.labels }];
  });
}

export function matchesLabels(selector: Labels, labels: Labels): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}
