import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

export const rulesPath: string = join(
  import.meta.dirname,
  '..',
  '..',
  'deploy',
  'prometheus',
  'rules',
  'slipstream.yaml',
);

export interface CommittedRule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The rules of the committed file, from the YAML that Prometheus reads. */
export function committedRules(): readonly CommittedRule[] {
  const file = parse(readFileSync(rulesPath, 'utf8')) as { groups: readonly { rules: readonly CommittedRule[] }[] };
  return file.groups.flatMap(({ rules }) => rules);
}
