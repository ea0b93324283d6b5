import { checkName } from './check-name.ts';
import { checkSecrets } from './check-keys.ts';
import { atKey } from './finding.ts';
import type { Finding } from './finding.ts';
import { isRawMap, mapUnder } from './raw-tree.ts';
import type { RawMap } from './raw-tree.ts';

/** That somebody may use the admin API, and that no two names are one secret. */
export function checkAdmin(tree: RawMap): readonly Finding[] {
  const admin = mapUnder(tree, 'admin');
  if (!isRawMap(admin['keys'])) return [];
  const path = ['admin', 'keys'];
  const names = Object.keys(admin['keys']);
  if (names.length === 0) return [atKey(path, 'must name at least one key: without one nobody could use it')];
  return [...names.flatMap((name) => checkName([...path, name], 'key')), ...checkSecrets(admin['keys'], path)];
}
