import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseDocument } from 'yaml';

const root = join(import.meta.dirname, '..', '..');

/** The oldest that the chart is for. */
const oldestKubernetes = '1.30.0';

/**
 * The objects of the chart as text, by `Kind/name`, as a release named `slipstream`. `values`: files, from the root of the
 * repository. @throws with Helm's own words.
 */
export function renderChart(
  helm: string,
  values: readonly string[],
  settings: readonly string[] = [],
): Map<string, string> {
  const args = ['template', 'slipstream', 'deploy/helm/slipstream', '--kube-version', oldestKubernetes];
  const { status, stdout, stderr, error } = spawnSync(
    helm,
    [...args, ...values.flatMap((file) => ['--values', file]), ...settings.flatMap((one) => ['--set', one])],
    { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 },
  );
  if (error !== undefined) throw new Error(`${helm} cannot be run: ${error.message}`, { cause: error });
  if (status !== 0) throw new Error(stderr);
  return new Map(
    stdout
      .split(/^---\n/m)
      .map((text) => text.replace(/^# Source: .*\n/, ''))
      .flatMap((text) => {
        const shape = parseDocument(text).toJS() as { kind: string; metadata: { name: string } } | null;
        return shape === null ? [] : [[`${shape.kind}/${shape.metadata.name}`, text] as const];
      }),
  );
}
