import { checkName } from './check-name.ts';
import { atKey, atValue, formatPath } from './finding.ts';
import type { Finding, Path } from './finding.ts';
import { readKeySecret } from './key-secret.ts';
import { suggestion } from './nearest-word.ts';
import { isRawMap, mapUnder } from './raw-tree.ts';
import type { RawMap } from './raw-tree.ts';

/** Names of keys, that no two are the same secret, and that the models they name exist. */
export function checkKeys(tree: RawMap): readonly Finding[] {
  const keys = mapUnder(tree, 'keys');
  const names = Object.keys(keys);
  if (names.length === 0 && isRawMap(tree['keys'])) {
    return [atKey(['keys'], 'must name at least one key; leave the section out where there are none')];
  }
  const models = Object.keys(mapUnder(tree, 'models'));
  return [
    ...names.flatMap((name) => [
      ...checkName(['keys', name], 'key'),
      ...checkModels(['keys', name, 'models'], mapUnder(keys, name)['models'], models),
    ]),
    ...checkSecrets(keys, ['keys']),
  ];
}

function checkModels(path: Path, named: unknown, models: readonly string[]): readonly Finding[] {
  if (!Array.isArray(named)) return [];
  return named.flatMap((model: unknown, index) => {
    if (typeof model !== 'string' || models.includes(model)) return [];
    const known = `models: ${models.join(', ')}`;
    return [atValue([...path, index], `${JSON.stringify(model)} is not a model${suggestion(model, models)}; ${known}`)];
  });
}

/** That no two keys are the same secret. */
export function checkSecrets(keys: RawMap, at: Path): readonly Finding[] {
  const paths = new Map<string, Path>();
  return Object.keys(keys).flatMap((name) => {
    const { secret } = mapUnder(keys, name);
    const reading = typeof secret === 'string' ? readKeySecret(secret) : null;
    if (reading?.ok !== true) return [];
    const path = [...at, name, 'secret'];
    const same = paths.get(reading.value);
    if (same !== undefined) return [atValue(path, `is the same as ${formatPath(same)}`)];
    paths.set(reading.value, path);
    return [];
  });
}
