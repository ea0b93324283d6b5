import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { KubernetesObject } from '../../support/kubernetes-objects.ts';
import { kubernetesTools } from '../../support/kubernetes-tools.ts';
import { objectOf, renderExample, workloadsOf } from '../../support/render-example.ts';

/** Arms that are not alike cannot be compared: batch size alone makes one of them faster. */

const tools = kubernetesTools();
const scaling = ['arms.autoscaling.enabled=true', 'arms.autoscaling.model=tgi'];

/** What of an arm is its own: its names, and what it is started with. */
function less(object: KubernetesObject, arm: string): unknown {
  const text = JSON.stringify(object)
    .replaceAll(`slipstream-${arm}`, 'ARM')
    .replaceAll(`"slipstream/arm":"${arm}"`, 'ARM');
  return text.replace(/"args":\[[^\]]*\]/, '').replace(/"image":"[^"]*"/, '');
}

/** Addresses that the gateway knows of each arm. */
function addresses(objects: readonly KubernetesObject[]): Readonly<Record<string, readonly string[]>> {
  const file = parse(objectOf(objects, 'ConfigMap/slipstream').data?.['slipstream.yaml'] ?? '') as {
    readonly models: Readonly<
      Record<string, { readonly variants: Readonly<Record<string, { readonly replicas: readonly string[] }>> }>
    >;
  };
  const variants = Object.values(file.models).flatMap((model) => Object.entries(model.variants));
  return Object.fromEntries(variants.map(([name, { replicas }]) => [name, replicas]));
}

describe.skipIf(tools === null)('the arms of the chart', () => {
  it.each(['emulated', 'vllm', 'tgi'])('%s: differ in what they are started with, and in nothing else', (example) => {
    for (const settings of [[], scaling]) {
      const objects = renderExample(tools, example, [...settings, 'arms.replicas=3']);
      const arms = workloadsOf(objects).flatMap(({ labels }) => labels['slipstream/arm'] ?? []);
      expect(arms).toHaveLength(2);
      for (const kind of ['StatefulSet', 'Service', ...(settings.length > 0 ? ['HorizontalPodAutoscaler'] : [])]) {
        const [one, other] = arms.map((arm) => less(objectOf(objects, `${kind}/slipstream-${arm}`), arm));
        expect(one, kind).toBe(other);
      }
    }
  });

  it.each(['replicas: 3', 'resources: {}', 'nodeSelector: {}'])('cannot be given `%s` alone', (own) => {
    const key = own.split(':')[0] ?? '';
    expect(() => renderExample(tools, 'emulated', [`arms.variants.mlp.${key}=3`])).toThrow(
      new RegExp(`additional properties '${key}' not allowed`),
    );
  });

  it('are known to the gateway by the name of each process', () => {
    const objects = renderExample(tools, 'emulated', ['arms.replicas=3']);
    for (const arm of ['baseline', 'mlp']) {
      const { spec, metadata } = objectOf(objects, `StatefulSet/slipstream-${arm}`);
      const port = objectOf(objects, `Service/${spec?.serviceName}`).spec?.ports?.[0]?.port;
      expect(addresses(objects)[arm]).toEqual(
        [0, 1, 2].map((index) => `http://${metadata.name}-${index}.${spec?.serviceName}:${port}`),
      );
      expect(spec?.replicas).toBe(3);
    }
  });

  it('are held at one number while they are compared, and follow one number when they are not', () => {
    const bounds = (settings: readonly string[]): readonly unknown[] => {
      const objects = renderExample(tools, 'emulated', [...scaling, ...settings]);
      return ['baseline', 'mlp'].map((arm) => {
        const { spec } = objectOf(objects, `HorizontalPodAutoscaler/slipstream-${arm}`);
        expect(objectOf(objects, `StatefulSet/slipstream-${arm}`).spec?.replicas).toBeUndefined();
        return [spec?.minReplicas, spec?.maxReplicas, addresses(objects)[arm]?.length];
      });
    };
    expect(bounds([])).toEqual([
      [2, 2, 2],
      [2, 2, 2],
    ]);
    expect(bounds(['arms.autoscaling.locked=false'])).toEqual([
      [1, 4, 4],
      [1, 4, 4],
    ]);
    // The sum of the model, not the arm's own: a slow arm has more under way.
    const [metric] =
      objectOf(renderExample(tools, 'emulated', scaling), 'HorizontalPodAutoscaler/slipstream-mlp').spec?.metrics ?? [];
    expect(metric?.external?.metric.selector.matchLabels).toEqual({ model: 'tgi' });
  });

  it('are asked by the gateway alone', () => {
    const { spec } = objectOf(renderExample(tools, 'vllm'), 'NetworkPolicy/slipstream-arms');
    expect(spec?.ingress).toHaveLength(1);
    expect(JSON.stringify(spec?.ingress)).toContain('"app.kubernetes.io/component":"gateway"');
    expect(spec?.egress?.flatMap(({ ports = [] }) => ports.map(({ port }) => port))).toEqual([53, 53, 443]);
  });
});
