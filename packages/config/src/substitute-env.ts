import { atValue, formatPath } from './finding.ts';
import type { Finding, Path } from './finding.ts';
import { isRawMap } from './raw-tree.ts';

export interface Substituted {
  readonly tree: unknown;
  readonly findings: readonly Finding[];
  /** Paths (formatted) whose value is unknown because a variable is missing: nothing else should be said of them. */
  readonly unknown: ReadonlySet<string>;
}

export type Env = Readonly<Record<string, string | undefined>>;

const reference = /\$?\$\{([^}]*)\}/g;

/** Replaces `${NAME}` in every text value, never in keys; `$${NAME}` stays as `${NAME}`. Returns a new tree. */
export function substituteEnv(tree: unknown, env: Env): Substituted {
  const findings: Finding[] = [];
  const unknown = new Set<string>();

  const substituteText = (text: string, path: Path): string =>
    text.replace(reference, (whole, name: string) => {
      if (whole.startsWith('$$')) return whole.slice(1);
      const value = /^[A-Za-z_]\w*$/.test(name) && Object.hasOwn(env, name) ? env[name] : undefined;
      if (value !== undefined) return value;
      findings.push(atValue(path, missing(name)));
      unknown.add(formatPath(path));
      return whole;
    });

  const substitute = (value: unknown, path: Path): unknown => {
    if (typeof value === 'string') return substituteText(value, path);
    if (Array.isArray(value)) return value.map((item, index) => substitute(item, [...path, index]));
    if (!isRawMap(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, substitute(item, [...path, key])]));
  };

  return { tree: substitute(tree, []), findings, unknown };
}

function missing(name: string): string {
  if (/^[A-Za-z_]\w*$/.test(name)) return `environment variable ${name} is not set`;
  return `\${${name}} is not a reference to an environment variable: write \${NAME}, or $\${ for the text itself`;
}
