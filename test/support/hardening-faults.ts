import { nameOf } from './kubernetes-objects.ts';
import type { Container, KubernetesObject, PodSpec } from './kubernetes-objects.ts';
import { workloadsOf } from './render-example.ts';

/** May be written as values; everything else comes from Secrets. */
const plainVariables = ['HOME', 'USER', 'HF_HOME'];

/** What of these objects Pod Security "restricted" would refuse, or we would; empty: nothing. `writable`: workloads that may write to their image. */
export function hardeningFaults(objects: readonly KubernetesObject[], writable: readonly string[]): readonly string[] {
  return workloadsOf(objects).flatMap((workload) => {
    const mayWrite = writable.includes(nameOf(workload));
    const faults = [
      ...podFaults(workload.pod),
      ...workload.pod.containers.flatMap((one) => containerFaults(one, mayWrite)),
    ];
    return faults.map((fault) => `${nameOf(workload)} ${fault}`);
  });
}

function podFaults({ automountServiceAccountToken, securityContext = {} }: PodSpec): readonly string[] {
  const isConfined = JSON.stringify(securityContext['seccompProfile']) === '{"type":"RuntimeDefault"}';
  return [
    ...(automountServiceAccountToken === false ? [] : ['has a token for Kubernetes']),
    ...(securityContext['runAsNonRoot'] === true ? [] : ['may run as root']),
    ...(isConfined ? [] : ['has no seccomp profile']),
  ];
}

function containerFaults(
  { image, env = [], resources, securityContext = {} }: Container,
  mayWrite: boolean,
): readonly string[] {
  const { allowPrivilegeEscalation, readOnlyRootFilesystem, capabilities, ...others } = securityContext;
  const plain = env.filter(({ name, value }) => value !== undefined && !plainVariables.includes(name));
  return [
    ...(allowPrivilegeEscalation === false ? [] : ['may gain privileges']),
    ...(readOnlyRootFilesystem === true || mayWrite ? [] : ['may write to its image']),
    ...(JSON.stringify(capabilities) === '{"drop":["ALL"]}' ? [] : ['keeps capabilities']),
    ...Object.keys(others).map((key) => `sets ${key}`),
    ...(/(?::(?!latest$)[\w.-]+|@sha256:[0-9a-f]{64})$/.test(image)
      ? []
      : [`runs ${image}, whatever that is tomorrow`]),
    ...(resources?.limits?.['memory'] === undefined ? ['has no limit of memory'] : []),
    ...plain.map(({ name }) => `has the value of ${name} written down`),
  ];
}
