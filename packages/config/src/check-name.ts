import { atKey } from './finding.ts';
import type { Finding, Path } from './finding.ts';

/** Names become label values, header values and parts of paths; a model's may be written like a repository. */
const patterns = {
  model: /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}$/,
  variant: /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
  key: /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
  rollout: /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
  replica: /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/,
};

const wanted = {
  model: 'may have up to 128 letters, digits and . _ : / -, and begins with a letter or digit',
  variant: 'may have up to 64 letters, digits and . _ -, and begins with a letter or digit',
  key: 'may have up to 64 letters, digits and . _ -, and begins with a letter or digit',
  rollout: 'may have up to 64 letters, digits and . _ -, and begins with a letter or digit',
  replica: 'may have up to 128 letters, digits and . _ : -, and begins with a letter or digit',
};

/** Checks the name that a path ends in. */
export function checkName(path: Path, kind: 'model' | 'variant' | 'key' | 'rollout'): Finding[] {
  return patterns[kind].test(String(path.at(-1))) ? [] : [atKey(path, `is no name for a ${kind}: it ${wanted[kind]}`)];
}

/** Why a text is no name for a replica, or null. */
export function replicaNameProblem(name: string): string | null {
  return patterns.replica.test(name) ? null : `is no name for a replica: it ${wanted.replica}`;
}
