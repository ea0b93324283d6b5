import { atKey, atValue } from './finding.ts';
import type { Finding, Path } from './finding.ts';
import { isRawMap } from './raw-tree.ts';
import type { RawMap } from './raw-tree.ts';
import type { Reading } from './reading.ts';

/** The certificates in the file that `tls.ca` names. */
export type Authorities = (path: string) => Reading<string>;

/** What `tls` says of a variant's replicas, and the file that it names. `path` is the variant's. */
export function checkTls(path: Path, variant: RawMap, authorities: Authorities): readonly Finding[] {
  if (!isRawMap(variant['tls'])) return [];
  const here = [...path, 'tls'];
  if (!mayBeSecure(variant['replicas'])) {
    return [atKey(here, 'has no meaning where no replica’s URL begins with https://')];
  }
  const { ca, verify } = variant['tls'];
  if (typeof ca !== 'string' || ca === '') return [];
  if (verify === false) return [atValue([...here, 'ca'], 'has no meaning where verify is false')];
  const reading = authorities(ca);
  return reading.ok ? [] : [atValue([...here, 'ca'], reading.message)];
}

/** True also where the replicas cannot be read: theirs is the mistake to tell then. */
function mayBeSecure(replicas: unknown): boolean {
  if (!Array.isArray(replicas)) return true;
  const urls = replicas.map((item: unknown) => (isRawMap(item) ? item['url'] : item));
  return urls.some((url) => typeof url !== 'string' || !/^http:/i.test(url));
}
