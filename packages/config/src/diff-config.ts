import type { Config } from './config.ts';
import { plainConfig } from './plain-config.ts';
import type { Plain } from './plain-config.ts';
import { formatPath } from './finding.ts';
import type { Path } from './finding.ts';
import { redacted } from './redact-config.ts';

/** One value that differs between two configurations. Null where it is absent; secrets are shown as such only. */
export interface ConfigChange {
  readonly path: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly before: Plain;
  readonly after: Plain;
}

/** What changes from `before` to `after`, value by value, sorted by path. A list counts as one value. */
export function diffConfig(before: Config, after: Config): readonly ConfigChange[] {
  // Compared with their secrets and shown without, so that a new key counts as a change and is not told.
  const [old, new_] = [leaves(before, (secret) => secret), leaves(after, (secret) => secret)];
  const [shownOld, shownNew] = [leaves(before, () => redacted), leaves(after, () => redacted)];
  const paths = [...new Set([...old.keys(), ...new_.keys()])].sort();
  return paths
    .filter((path) => JSON.stringify(old.get(path)) !== JSON.stringify(new_.get(path)))
    .map((path) => {
      const kind = !old.has(path) ? 'added' : !new_.has(path) ? 'removed' : 'changed';
      return { path, kind, before: shownOld.get(path) ?? null, after: shownNew.get(path) ?? null };
    });
}

function leaves(config: Config, hide: (secret: string) => string): ReadonlyMap<string, Plain> {
  const found = new Map<string, Plain>();
  const collect = (value: Plain, path: Path): void => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) found.set(formatPath(path), value);
    else for (const [key, inner] of Object.entries(value)) collect(inner, [...path, key]);
  };
  collect(plainConfig(config, hide), []);
  return found;
}
