import { readCertificateFile } from './certificate-file.ts';
import type { ReadFile } from './certificate-file.ts';
import type { Authorities } from './check-tls.ts';
import type { Config } from './config.ts';
import type { ConfigIssue } from './config-issue.ts';
import { crossCheck } from './cross-check.ts';
import { explainIssue } from './explain-issue.ts';
import { formatPath } from './finding.ts';
import type { Finding, Path } from './finding.ts';
import { normaliseConfig } from './normalise-config.ts';
import { quotedValue } from './quoted-value.ts';
import { isRawMap, valueAt } from './raw-tree.ts';
import type { Reading } from './reading.ts';
import { fileShape } from './schema-shape.ts';
import { configFileSchema } from './schema.ts';
import { substituteEnv } from './substitute-env.ts';
import type { Env } from './substitute-env.ts';
import { readYaml } from './yaml-file.ts';
import type { YamlFile } from './yaml-file.ts';

export type ParsedConfig =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly issues: readonly ConfigIssue[] };

export interface ParseOptions {
  /** Its name in messages. */
  readonly file?: string;
  readonly env?: Env;
  /** For the files that this one names, as it names them. Without it, naming one is a mistake. */
  readonly readFile?: ReadFile;
}

/**
 * Reads a configuration file. Never throws. Either the whole file is right, and the result is complete and frozen; or
 * every mistake in it is told at once, in the order of the file. Only two things hide others: text that is not YAML, and
 * a key written twice, of which the last one is checked.
 */
export function parseConfig(text: string, options: ParseOptions = {}): ParsedConfig {
  const file = options.file ?? 'slipstream.yaml';
  const yaml = readYaml(text);
  if (!yaml.readable) return { ok: false, issues: inOrder(yaml.mistakes.map((mistake) => ({ file, ...mistake }))) };

  const { tree, findings: missing, unknown } = substituteEnv(yaml.tree, options.env ?? {});
  if (!isRawMap(tree)) {
    const message =
      tree === null || tree === undefined ? 'the file is empty: models is missing' : 'the file must be a mapping';
    return { ok: false, issues: [{ file, ...yaml.positionOf([], 'value'), path: '', message }] };
  }

  const parsed = configFileSchema.safeParse(tree);
  const shape = fileShape();
  const authorities = readOnce(options.readFile);
  const shaped = parsed.success ? [] : parsed.error.issues.flatMap((issue) => explainIssue(issue, tree, shape));
  const findings = [...shaped, ...crossCheck(tree, shape, authorities)].filter(
    ({ path }) => !unknown.has(formatPath(path)),
  );
  const issues = [
    ...yaml.mistakes.map((mistake) => ({ file, ...mistake })),
    ...[...missing, ...findings].map((finding) => locate(finding, yaml, file)),
  ];
  if (issues.length > 0 || !parsed.success) return { ok: false, issues: inOrder(issues) };
  return { ok: true, config: normaliseConfig(parsed.data, (path) => checked(authorities(path))) };
}

/** What was checked is what is used, though the file may change in between. */
function readOnce(readFile: ReadFile | undefined): Authorities {
  const readings = new Map<string, Reading<string>>();
  return (path) => {
    const reading = readings.get(path) ?? readCertificateFile(readFile, path);
    readings.set(path, reading);
    return reading;
  };
}

function checked(reading: Reading<string>): string {
  if (!reading.ok) throw new Error(`used without a check: ${reading.message}`);
  return reading.value;
}

function locate(finding: Finding, yaml: YamlFile, file: string): ConfigIssue {
  const { path, at } = finding;
  // Quoted as it is written, so that what `${NAME}` stands for is never shown.
  const got = finding.quote && !isSecret(path) ? quotedValue(valueAt(yaml.tree, path)) : '';
  return { file, ...yaml.positionOf(path, at), path: formatPath(path), message: finding.message + got };
}

function isSecret(path: Path): boolean {
  return isStoreUrl(path) || path.at(-1) === 'apiKey' || path.at(-1) === 'secret' || path.at(-2) === 'headers';
}

function isStoreUrl(path: Path): boolean {
  return (path.at(-2) === 'database' || path.at(-2) === 'redis') && path.at(-1) === 'url';
}

function inOrder(issues: readonly ConfigIssue[]): readonly ConfigIssue[] {
  const sorted = [...issues].sort((a, b) => a.line - b.line || a.column - b.column || (a.path < b.path ? -1 : 1));
  // An anchor that is used twice gives the same mistake twice.
  return sorted.filter((issue, index) => index === 0 || !isSame(issue, sorted[index - 1]));
}

function isSame(a: ConfigIssue, b: ConfigIssue | undefined): boolean {
  return a.line === b?.line && a.column === b.column && a.path === b.path && a.message === b.message;
}
