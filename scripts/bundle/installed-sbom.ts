import { spawnSync } from 'node:child_process';

/** The parts of a CycloneDX document that are ours to change. */
export interface Sbom {
  readonly metadata: object;
  readonly components: readonly { readonly purl: string; readonly 'bom-ref': string }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

/**
 * What npm says of all that is installed. (With `--omit=dev` it would lack what an app has for production and the root
 * for development, too.)
 */
export function installedSbom(root: string): Sbom {
  // npm tells its scripts where it is; without one, the npm of the path is taken.
  const npm = process.env['npm_execpath'];
  const [command, before] = npm?.endsWith('.js') === true ? [process.execPath, [npm]] : ['npm', []];
  const options = { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;
  const { stdout, stderr, error, status } = spawnSync(command, [...before, 'sbom', '--sbom-format=cyclonedx'], options);
  if (status !== 0) throw new Error(`npm sbom failed: ${error?.message ?? stderr}`);
  return JSON.parse(stdout) as Sbom;
}
