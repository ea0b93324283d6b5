import { spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
/** Where `.ci/run` puts what it builds. */
const cache = join(homedir(), '.cache', 'slipstream-ci');

/** What the tests of deploy/helm and deploy/kubernetes are made with; null where something is missing, which is told. */
export interface KubernetesTools {
  readonly helm: string;
  /** `kubectl kustomize` or `kustomize build`. */
  readonly kustomize: readonly string[];
  /** Holds objects against the schemas of Kubernetes, which lie beside it. */
  readonly validate: string;
}

export function kubernetesTools(): KubernetesTools | null {
  const helm = firstThatRuns([process.env['HELM'], 'helm', join(cache, 'helm')], ['version', '--short']);
  const kubectl = firstThatRuns(['kubectl'], ['kustomize', '--help']);
  const kustomize = firstThatRuns(['kustomize', join(cache, 'kustomize')], ['version']);
  const validate = firstThatRuns(
    ['kubernetes-validate', join(cache, 'kubernetes', 'bin', 'kubernetes-validate')],
    ['--version'],
  );
  const build = kubectl !== null ? [kubectl, 'kustomize'] : kustomize !== null ? [kustomize, 'build'] : null;
  if (helm !== null && build !== null && validate !== null) return { helm, kustomize: build, validate };
  console.warn(
    `SKIPPED: the Kubernetes objects are not tested. Missing: ${[
      ...(helm === null ? ['helm (go install helm.sh/helm/v3/cmd/helm@v3.22.0)'] : []),
      ...(build === null ? ['kubectl or kustomize (go install sigs.k8s.io/kustomize/kustomize/v5@v5.7.1)'] : []),
      ...(validate === null ? ['kubernetes-validate (pip install kubernetes-validate==1.37.0)'] : []),
    ].join(', ')}`,
  );
  return null;
}

/** @throws with the tool's own words. */
export function buildOverlay({ kustomize: [program = '', ...args] }: KubernetesTools, overlay: string): string {
  const folder = `deploy/kubernetes/overlays/${overlay}`;
  const { status, stdout, stderr } = spawnSync(program, [...args, folder], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

function firstThatRuns(programs: readonly (string | undefined)[], args: readonly string[]): string | null {
  return programs.find((program) => program !== undefined && spawnSync(program, args).status === 0) ?? null;
}
