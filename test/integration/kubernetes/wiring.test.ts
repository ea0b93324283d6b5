import { beforeAll, describe, expect, it } from 'vitest';
import { hardeningFaults } from '../../support/hardening-faults.ts';
import { readObjects } from '../../support/kubernetes-objects.ts';
import type { KubernetesObject } from '../../support/kubernetes-objects.ts';
import { kubernetesTools } from '../../support/kubernetes-tools.ts';
import { chartExamples, everySwitch, renderExample } from '../../support/render-example.ts';
import { wiringFaults } from '../../support/wiring-faults.ts';

const tools = kubernetesTools();
const names = [...chartExamples, 'everything'];

describe.skipIf(tools === null)('the objects of the chart', () => {
  const sets = new Map<string, readonly KubernetesObject[]>();
  const setOf = (name: string): readonly KubernetesObject[] => sets.get(name) ?? [];
  beforeAll(() => {
    for (const example of chartExamples) sets.set(example, renderExample(tools, example));
    sets.set('everything', renderExample(tools, 'emulated', everySwitch));
  });

  it.each(names)('%s: fit together', (name) => {
    expect(setOf(name).length).toBeGreaterThan(8);
    expect(wiringFaults(setOf(name))).toEqual([]);
  });

  it.each(names)('%s: run as nobody, with nothing, from images that stay what they are', (name) => {
    // Servers on GPUs compile kernels beside their own files.
    const engines = { vllm: ['baseline', 'eagle3'], tgi: ['baseline', 'mlp'] }[name] ?? [];
    const writable = engines.map((arm) => `StatefulSet/slipstream-${arm}`);
    expect(hardeningFaults(setOf(name), writable)).toEqual([]);
  });

  it.each([
    ['"targetPort":"http"', '"targetPort":"web"', /^Service\/slipstream names the port web/],
    ['"port":"http","path":"/metrics"', '"port":"web","path":"/metrics"', /^ServiceMonitor\/slipstream finds/],
    ['"path":"/health","port":"http"', '"path":"/health","port":"web"', /^Deployment\/slipstream is probed on web/],
    [
      '"matchLabels":{"app.kubernetes.io/name":"slipstream"',
      '"matchLabels":{"app.kubernetes.io/name":"other"',
      /finds no pods$/,
    ],
    ['"readOnlyRootFilesystem":true', '"readOnlyRootFilesystem":false', /may write to its image$/],
    ['"drop":["ALL"]', '"drop":[]', /keeps capabilities$/],
    ['slipstream/gateway:0.1.0', 'slipstream/gateway', /runs slipstream\/gateway, whatever/],
    [
      '"valueFrom":{"secretKeyRef":{"name":"slipstream-postgres","key":"url"}}',
      '"value":"postgres://"',
      /written down$/,
    ],
  ])('with %s as %s would be found out', (was, is, fault) => {
    const broken = readObjects(
      setOf('production')
        .map((object) => `---\n${JSON.stringify(object).replaceAll(was, is)}\n`)
        .join(''),
    );
    expect([...wiringFaults(broken), ...hardeningFaults(broken, [])]).toContainEqual(expect.stringMatching(fault));
  });
});
