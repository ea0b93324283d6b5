import { replicaNameProblem } from './check-name.ts';
import { atValue, formatPath } from './finding.ts';
import type { Finding, Path } from './finding.ts';
import { defaultReplicaName } from './normalise-config.ts';
import { readOrigin } from './origin-url.ts';
import { isRawMap, mapUnder } from './raw-tree.ts';
import type { RawMap } from './raw-tree.ts';

interface Place {
  readonly model: string;
  readonly path: Path;
  readonly name: string;
  readonly hasOwnName: boolean;
  readonly url: string | null;
}

/**
 * No server may stand in the file twice, whatever the model: its own counters are read per replica, and would be
 * counted for each. Names must be unique within a model, where they are labels.
 */
export function checkReplicas(models: RawMap): readonly Finding[] {
  const places = Object.entries(models).flatMap(([model, section]) =>
    isRawMap(section) ? placesIn(model, section) : [],
  );
  const byUrl = new Map<string, Place>();
  const byName = new Map<string, Place>();
  const findings: Finding[] = [];
  for (const place of places) {
    const { path, name, url, hasOwnName } = place;
    const [urlPath, namePath] = hasOwnName
      ? [
          [...path, 'url'],
          [...path, 'name'],
        ]
      : [path, path];
    const problem = hasOwnName ? replicaNameProblem(name) : null;
    if (problem !== null) findings.push(atValue(namePath, problem));
    const sameUrl = url === null ? undefined : byUrl.get(url);
    if (sameUrl !== undefined) findings.push(atValue(urlPath, `is the same server as ${formatPath(sameUrl.path)}`));
    else if (url !== null) byUrl.set(url, place);
    const key = JSON.stringify([place.model, name]);
    const sameName = byName.get(key);
    if (sameName !== undefined)
      findings.push(atValue(namePath, `has the name of ${formatPath(sameName.path)} (${JSON.stringify(name)})`));
    else byName.set(key, place);
  }
  return findings;
}

function placesIn(model: string, section: RawMap): readonly Place[] {
  return Object.entries(mapUnder(section, 'variants')).flatMap(([variant, value]) => {
    const replicas = isRawMap(value) ? value['replicas'] : undefined;
    if (!Array.isArray(replicas)) return [];
    return replicas.flatMap((item: unknown, index): Place[] => {
      const written = isRawMap(item) ? item['url'] : item;
      const name = isRawMap(item) && typeof item['name'] === 'string' ? item['name'] : null;
      const reading = typeof written === 'string' ? readOrigin(written) : null;
      return [
        {
          model,
          path: ['models', model, 'variants', variant, 'replicas', index],
          name: name ?? defaultReplicaName(variant, index),
          hasOwnName: name !== null,
          url: reading?.ok === true ? reading.value.origin : null,
        },
      ];
    });
  });
}
