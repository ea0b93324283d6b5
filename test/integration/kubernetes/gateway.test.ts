import { parseConfig } from '@slipstream/config';
import type { Config } from '@slipstream/config';
import { catalog } from '@slipstream/metrics';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { TestGateway, gatewayYaml } from '../../../apps/gateway/src/testing/test-gateway.ts';
import { ask } from '../../../apps/gateway/src/testing/raw-client.ts';
import type { Container, KubernetesObject, MetricSpec, PodSpec } from '../../support/kubernetes-objects.ts';
import { kubernetesTools } from '../../support/kubernetes-tools.ts';
import { chartExamples, objectOf, renderExample, workloadsOf } from '../../support/render-example.ts';

/** Whether the objects fit the program that runs in them. */

const tools = kubernetesTools();
const root = join(import.meta.dirname, '..', '..', '..');

/** As the gateway reads it. @throws what it would say. */
function configOf(objects: readonly KubernetesObject[]): Config {
  const text = objectOf(objects, 'ConfigMap/slipstream').data?.['slipstream.yaml'] ?? '';
  const [container] = gatewayPod(objects).containers;
  // What the Secrets hold, nobody knows here; that each variable is set, the Deployment says.
  const values: Readonly<Record<string, string>> = {
    SLIPSTREAM_DATABASE_URL: 'postgres://u@h/d',
    SLIPSTREAM_REDIS_URL: 'redis://h',
  };
  const env = Object.fromEntries(
    (container?.env ?? []).map(({ name }) => [name, values[name] ?? name.padEnd(40, 'x')]),
  );
  const parsed = parseConfig(text, { file: 'slipstream.yaml', env, readFile: () => '' });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return parsed.config;
}

function gatewayPod(objects: readonly KubernetesObject[]): PodSpec {
  const [found] = workloadsOf(objects).filter(({ labels }) => labels['app.kubernetes.io/component'] === 'gateway');
  if (found === undefined) throw new Error('no gateway');
  return found.pod;
}

function container(objects: readonly KubernetesObject[]): Container {
  const [first] = gatewayPod(objects).containers;
  if (first === undefined) throw new Error('no container');
  return first;
}

describe.skipIf(tools === null)('the gateway of the chart', () => {
  const sets = new Map<string, readonly KubernetesObject[]>();
  const setOf = (name: string): readonly KubernetesObject[] => sets.get(name) ?? [];
  beforeAll(() => {
    for (const example of chartExamples) sets.set(example, renderExample(tools, example));
  });

  it.each(chartExamples)('%s: reads its configuration, and listens where the ports are', (name) => {
    const { listen, admin } = configOf(setOf(name));
    expect(listen.host).toBe('0.0.0.0');
    const ports = Object.fromEntries(
      (container(setOf(name)).ports ?? []).map((port) => [port.name, port.containerPort]),
    );
    expect(ports).toEqual({ http: listen.port, admin: admin?.listen.port });
  });

  it.each(chartExamples)('%s: is given longer than its longest stream', (name) => {
    const config = configOf(setOf(name));
    const { drainMs, requestMs } = config.timeouts;
    expect(drainMs).toBeGreaterThanOrEqual(requestMs);
    const pause = (container(setOf(name)) as { lifecycle?: { preStop: { sleep: { seconds: number } } } }).lifecycle;
    const pauseMs = (pause?.preStop.sleep.seconds ?? 0) * 1000;
    expect(pauseMs).toBeGreaterThan(0);
    // What comes after the drain: cuts (2 s), the last scrape, a last try at Postgres (5 s to connect, 30 s for a query), spans.
    const graceMs = (gatewayPod(setOf(name)).terminationGracePeriodSeconds ?? 0) * 1000;
    expect(graceMs).toBeGreaterThanOrEqual(pauseMs + drainMs + 40_000);
  });

  it('follows gateway.drainSeconds with both', () => {
    const objects = renderExample(tools, 'emulated', ['gateway.drainSeconds=1200']);
    expect(configOf(objects).timeouts.drainMs).toBe(1_200_000);
    expect(gatewayPod(objects).terminationGracePeriodSeconds).toBe(1265);
  });

  it('is asked for what it answers', async () => {
    const yaml = gatewayYaml({ baseline: 'engine: tgi, model: m, replicas: ["http://127.0.0.1:9"]' });
    await using gateway = await TestGateway.start({ yaml });
    const { startupProbe, readinessProbe, livenessProbe } = container(setOf('production'));
    const monitor = objectOf(setOf('production'), 'ServiceMonitor/slipstream').spec?.endpoints?.[0]?.path;
    const probes = [startupProbe, readinessProbe, livenessProbe].map((probe) => probe?.httpGet.path ?? '');
    for (const path of [...probes, monitor ?? '']) {
      expect((await ask(gateway.url, '', { method: 'GET', path })).status, path).toBe(200);
    }
    // Only draining and no engine at all take a gateway out of the Service; nothing but silence restarts it.
    void gateway.lifecycle.drain(0);
    const [, ready = '', live = ''] = probes;
    expect((await ask(gateway.url, '', { method: 'GET', path: ready })).status).toBe(503);
    expect((await ask(gateway.url, '', { method: 'GET', path: live })).status).toBe(200);
  });

  it('is scaled by a metric that it has, which the adapter hands on', () => {
    const adapter = readFileSync(join(root, 'deploy/kubernetes/prometheus-adapter-values.yaml'), 'utf8');
    const { rules } = parse(adapter) as { rules: { custom: AdapterRule[]; external: AdapterRule[] } };
    const [gateways] = objectOf(setOf('production'), 'HorizontalPodAutoscaler/slipstream').spec?.metrics ?? [];
    const arms = renderExample(tools, 'emulated', ['arms.autoscaling.enabled=true', 'arms.autoscaling.model=tgi']);
    const [arm] = objectOf(arms, 'HorizontalPodAutoscaler/slipstream-mlp').spec?.metrics ?? [];
    const asked: readonly (readonly [MetricSpec | undefined, 'pods' | 'external', AdapterRule[]])[] = [
      [gateways, 'pods', rules.custom],
      [arm, 'external', rules.external],
    ];
    for (const [metric, type, handedOn] of asked) {
      const name = metric?.[type]?.metric.name ?? '';
      expect(catalog.find((one) => one.name === name)).toMatchObject({ type: 'gauge', labels: ['model', 'variant'] });
      expect(handedOn.map(({ seriesQuery }) => seriesQuery.split('{')[0])).toEqual([name]);
    }
  });

  it('may always lose one, and never all of several', () => {
    const { spec } = objectOf(setOf('production'), 'PodDisruptionBudget/slipstream');
    const least = objectOf(setOf('production'), 'HorizontalPodAutoscaler/slipstream').spec?.minReplicas ?? 0;
    expect(spec?.maxUnavailable).toBe(1);
    expect(least - (spec?.maxUnavailable ?? 0)).toBeGreaterThanOrEqual(2);
  });

  it('follows its ConfigMap, which is mounted as a folder', () => {
    const { volumeMounts = [], args } = container(setOf('production'));
    const mount = volumeMounts.find(({ name }) => name === 'config');
    expect(mount?.subPath).toBeUndefined();
    expect(args).toEqual(['--config', `${mount?.mountPath}/slipstream.yaml`]);
  });

  it('has its admin API in no Service but one of its own, within the cluster, and only if asked', () => {
    const services = (settings: readonly string[]): readonly unknown[] =>
      renderExample(tools, 'emulated', ['service.type=LoadBalancer', ...settings])
        .filter(({ kind, metadata }) => kind === 'Service' && metadata.labels?.['slipstream/arm'] === undefined)
        .map(({ metadata, spec }) => [metadata.name, spec?.type, spec?.ports?.map(({ targetPort }) => targetPort)]);
    const clients = ['slipstream', 'LoadBalancer', ['http']];
    expect(services([])).toEqual([clients]);
    expect(services(['adminService.enabled=true'])).toEqual([clients, ['slipstream-admin', 'ClusterIP', ['admin']]]);
    const policy = objectOf(setOf('production'), 'NetworkPolicy/slipstream').spec;
    expect(policy?.ingress?.flatMap(({ ports = [] }) => ports.map(({ port }) => port))).toEqual(['http']);
  });

  it('may go where its configuration sends it, and nowhere else', () => {
    const policy = objectOf(setOf('production'), 'NetworkPolicy/slipstream').spec;
    const open = (policy?.egress ?? []).flatMap(({ ports = [] }) => ports.map(({ port }) => port));
    const { models, telemetry } = configOf(setOf('production'));
    const engines = [...models.values()].flatMap(({ variants }) =>
      [...variants.values()].flatMap(({ replicas }) => replicas.map(({ url }) => Number(url.port))),
    );
    const collector = Number(new URL(telemetry.otlp?.endpoint ?? '').port);
    expect(new Set(open)).toEqual(new Set([53, ...engines, 5432, 6379, collector]));
    expect(objectOf(setOf('emulated'), 'NetworkPolicy/slipstream').spec?.egress).toHaveLength(2);
  });

  it.each([
    ['config.listen=:1', /config\.listen is written by the chart/],
    ['config.timeouts.drain=1s', /config\.timeouts\.drain is gateway\.drainSeconds/],
    ['config.models=null', /config\.models is empty/],
    ['image.tag=latest', /image\/tag/],
    ['env.KEY.value=secret', /env\/KEY/],
    ['gateway.replica=3', /additional properties 'replica' not allowed/],
  ])('is not rendered with %s', (setting, words) => {
    expect(() => renderExample(tools, 'emulated', [setting])).toThrow(words);
  });
});

interface AdapterRule {
  readonly seriesQuery: string;
}
