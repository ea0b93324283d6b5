import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { renderChart } from '../../../scripts/kubernetes/render-chart.ts';
import { renderedFiles } from '../../../scripts/kubernetes/rendered-files.ts';
import { nameOf, readObjects } from '../../support/kubernetes-objects.ts';
import type { KubernetesObject } from '../../support/kubernetes-objects.ts';
import { buildOverlay, kubernetesTools } from '../../support/kubernetes-tools.ts';

/** The chart is the one source: what kustomize builds is what Helm renders. */

const root = join(import.meta.dirname, '..', '..', '..');
const tools = kubernetesTools();

/** Less what says who applies it, and where text is compared by what it means. */
function plain(object: KubernetesObject): unknown {
  const { annotations: _hooks, labels, ...metadata } = object.metadata;
  const { 'app.kubernetes.io/managed-by': _manager, 'app.kubernetes.io/version': _version, ...kept } = labels ?? {};
  // Kustomize's generator gives the ConfigMap of the configuration no labels.
  const isConfig = nameOf(object) === 'ConfigMap/slipstream';
  const data = Object.fromEntries(
    Object.entries(object.data ?? {}).map(([file, text]) => [file, parse(text) as unknown]),
  );
  const template = object.spec?.template;
  return {
    ...object,
    metadata: isConfig ? metadata : { ...metadata, labels: kept },
    data,
    spec: template === undefined ? object.spec : { ...object.spec, template: { ...template, metadata: undefined } },
  };
}

function byName(objects: readonly KubernetesObject[]): Record<string, unknown> {
  return Object.fromEntries(objects.map((object) => [nameOf(object), plain(object)]));
}

describe.skipIf(tools === null)('deploy/kubernetes', () => {
  const { helm } = tools ?? { helm: '' };

  it('has the parts that the chart renders (npm run kubernetes)', () => {
    for (const { file, text } of renderedFiles(helm)) expect(readFileSync(join(root, file), 'utf8'), file).toBe(text);
  });

  it.each(['emulated', 'production', 'vllm'])('builds the objects of the chart with examples/%s.yaml', (overlay) => {
    if (tools === null) return;
    const chart = [...renderChart(helm, [`deploy/helm/slipstream/examples/${overlay}.yaml`]).values()];
    expect(byName(readObjects(buildOverlay(tools, overlay)))).toEqual(byName(readObjects(chart.join('---\n'))));
  });

  it('is of the version of the gateway', () => {
    const versionOf = (file: string, key: string): unknown =>
      (parse(readFileSync(join(root, file), 'utf8')) as Record<string, unknown>)[key];
    expect(versionOf('deploy/helm/slipstream/Chart.yaml', 'appVersion')).toBe(
      versionOf('apps/gateway/package.json', 'version'),
    );
  });

  it('hands on the rules and the boards as they are', () => {
    const production = renderChart(helm, ['deploy/helm/slipstream/examples/production.yaml']);
    const [rules] = readObjects(production.get('PrometheusRule/slipstream') ?? '');
    const file = readFileSync(join(root, 'deploy/prometheus/rules/slipstream.yaml'), 'utf8');
    expect(rules?.spec).toEqual(parse(file));
    for (const board of ['backends', 'rollout', 'slo', 'speculation']) {
      const [made] = readObjects(production.get(`ConfigMap/slipstream-${board}-board`) ?? '');
      const json = readFileSync(join(root, `deploy/grafana/dashboards/slipstream-${board}.json`), 'utf8');
      expect(JSON.parse(made?.data?.[`slipstream-${board}.json`] ?? '')).toEqual(JSON.parse(json));
    }
  });
});
