import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PrometheusRule } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule';
import { ServiceMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { KubernetesObject } from '../../support/kubernetes-objects.ts';
import { kubernetesTools } from '../../support/kubernetes-tools.ts';
import { everySwitch, renderExample } from '../../support/render-example.ts';

/** Every object that the chart can make, held against the schemas of Kubernetes and of the Prometheus operator. */

const tools = kubernetesTools();
const folder = mkdtempSync(join(tmpdir(), 'slipstream-kubernetes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const isOperators = ({ apiVersion }: KubernetesObject): boolean => apiVersion.startsWith('monitoring.coreos.com/');

/** What is wrong with Kubernetes' own objects, unknown fields included; empty: nothing. */
function faultsOf(objects: readonly KubernetesObject[], version: string): string {
  const file = join(folder, 'objects.yaml');
  writeFileSync(file, objects.map((object) => `---\n${stringify(object)}`).join(''));
  const { status, stdout, stderr } = spawnSync(
    tools?.validate ?? '',
    ['--quiet', '--strict', '--kubernetes-version', version, file],
    { encoding: 'utf8' },
  );
  return status === 0 ? '' : `${stdout}${stderr}`;
}

describe.skipIf(tools === null)('the objects of the chart', () => {
  let sets: readonly KubernetesObject[] = [];
  beforeAll(() => {
    const others = ['production', 'vllm', 'tgi'].flatMap((example) => renderExample(tools, example));
    sets = [...renderExample(tools, 'emulated', everySwitch), ...others];
  });

  it.each(['1.30', '1.37'])('are what Kubernetes %s knows', (version) => {
    const core = sets.filter((object) => !isOperators(object));
    expect(new Set(core.map(({ kind }) => kind))).toEqual(
      new Set([
        'ConfigMap',
        'Deployment',
        'HorizontalPodAutoscaler',
        'Job',
        'NetworkPolicy',
        'PodDisruptionBudget',
        'Service',
        'ServiceAccount',
        'StatefulSet',
      ]),
    );
    expect(faultsOf(core, version)).toBe('');
  });

  it('would be refused with a field that is mistyped', () => {
    const deployment = sets.find(({ kind }) => kind === 'Deployment');
    const mistyped = JSON.parse(JSON.stringify(deployment).replace('readOnlyRootFilesystem', 'readOnlyRootFilesystm'));
    expect(faultsOf([mistyped as KubernetesObject], '1.30')).toContain('readOnlyRootFilesystm');
  });

  it('are what the Prometheus operator knows', () => {
    const [rule, monitor] = ['PrometheusRule', 'ServiceMonitor'].map((kind) => sets.find((one) => one.kind === kind));
    new PrometheusRule(rule as never).validate();
    new ServiceMonitor(monitor as never).validate();
    expect(() =>
      new ServiceMonitor({ ...monitor, spec: { endpoints: [{ port: 9090 }] } } as never).validate(),
    ).toThrow();
  });
});
