import { nameOf } from './kubernetes-objects.ts';
import type { Container, KubernetesObject, Labels } from './kubernetes-objects.ts';
import { matchesLabels, workloadsOf } from './render-example.ts';
import type { Workload } from './render-example.ts';

/** What does not fit together among these objects, in words; empty: all of it does. */
export function wiringFaults(objects: readonly KubernetesObject[]): readonly string[] {
  return [...selectorFaults(objects), ...portFaults(objects), ...monitorFaults(objects), ...probeFaults(objects)];
}

/** The labels by which it finds pods; null: it looks for none. */
function selectorOf({ kind, spec }: KubernetesObject): Labels | null {
  if (kind === 'Service') return spec?.selector as Labels;
  if (kind === 'NetworkPolicy') return spec?.podSelector?.matchLabels ?? {};
  return kind === 'ServiceMonitor' ? null : (spec?.selector?.matchLabels ?? null);
}

function foundBy(selector: Labels, objects: readonly KubernetesObject[]): readonly Workload[] {
  return workloadsOf(objects).filter(({ labels }) => matchesLabels(selector, labels));
}

/** Each finds pods of its own component, and, but for policies, those of one workload alone. */
function selectorFaults(objects: readonly KubernetesObject[]): readonly string[] {
  return objects.flatMap((object) => {
    const selector = selectorOf(object);
    if (selector === null) return [];
    const component = object.metadata.labels?.['app.kubernetes.io/component'];
    const found = foundBy(selector, objects);
    const strangers = found.filter(({ labels }) => labels['app.kubernetes.io/component'] !== component);
    const tooMany = object.kind !== 'NetworkPolicy' && found.length > 1;
    const faults = [
      ...(found.length === 0 ? ['finds no pods'] : []),
      ...(tooMany ? [`finds the pods of ${found.map(nameOf).join(' and ')}`] : []),
      ...strangers.map((stranger) => `finds the pods of ${nameOf(stranger)}`),
    ];
    return faults.map((fault) => `${nameOf(object)} ${fault}`);
  });
}

/** Ports that Services and policies name are ports of the pods that they find. */
function portFaults(objects: readonly KubernetesObject[]): readonly string[] {
  return objects.flatMap((object) => {
    const { kind, spec } = object;
    const named =
      kind === 'Service'
        ? (spec?.ports ?? []).map(({ targetPort }) => targetPort)
        : kind === 'NetworkPolicy'
          ? (spec?.ingress ?? []).flatMap(({ ports = [] }) => ports.map(({ port }) => port))
          : [];
    const there = foundBy(selectorOf(object) ?? {}, objects).flatMap(({ pod }) => pod.containers.flatMap(portNames));
    return named
      .filter((port) => !there.includes(String(port)))
      .map((port) => `${nameOf(object)} names the port ${port}, which its pods do not have`);
  });
}

function portNames({ ports = [] }: Container): readonly string[] {
  return ports.map(({ name }) => name);
}

/** A ServiceMonitor finds one Service, and a port of it. */
function monitorFaults(objects: readonly KubernetesObject[]): readonly string[] {
  return objects
    .filter(({ kind }) => kind === 'ServiceMonitor')
    .flatMap((monitor) => {
      const services = objects.filter(
        ({ kind, metadata }) =>
          kind === 'Service' && matchesLabels(monitor.spec?.selector?.matchLabels ?? {}, metadata.labels ?? {}),
      );
      const ports = services.flatMap(({ spec }) => (spec?.ports ?? []).map(({ name }) => name));
      const isRight = services.length === 1 && monitor.spec?.endpoints?.every(({ port }) => ports.includes(port));
      return isRight === true
        ? []
        : [`${nameOf(monitor)} finds ${services.map(nameOf).join(', ')} with ${ports.join(', ')}`];
    });
}

function probeFaults(objects: readonly KubernetesObject[]): readonly string[] {
  return workloadsOf(objects).flatMap((workload) =>
    workload.pod.containers.flatMap((container) =>
      [container.startupProbe, container.readinessProbe, container.livenessProbe]
        .filter((probe) => probe !== undefined)
        .filter(({ httpGet }) => !portNames(container).includes(httpGet.port))
        .map(({ httpGet }) => `${nameOf(workload)} is probed on ${httpGet.port}, which it does not have`),
    ),
  );
}
