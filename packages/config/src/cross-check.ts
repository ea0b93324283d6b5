import { checkAdmin } from './check-admin.ts';
import { checkExperiment } from './check-experiment.ts';
import { checkKeys } from './check-keys.ts';
import { checkName } from './check-name.ts';
import { checkReplicas } from './check-replicas.ts';
import { checkRollouts } from './check-rollouts.ts';
import { checkTls } from './check-tls.ts';
import type { Authorities } from './check-tls.ts';
import { checkVariant } from './check-variant.ts';
import { readAddress } from './address.ts';
import { readDuration } from './duration.ts';
import { atKey, atValue } from './finding.ts';
import type { Finding } from './finding.ts';
import { isHeaderName } from './header-text.ts';
import { isRawMap, mapUnder } from './raw-tree.ts';
import type { RawMap } from './raw-tree.ts';
import { textOrDefault } from './schema-shape.ts';
import type { Shape } from './schema-shape.ts';

/**
 * What no single value can tell: names that must exist, things that must differ. Works on the file as written, since a
 * mistake in one value must not hide those of the others; whatever has the wrong shape is passed over in silence here.
 */
export function crossCheck(tree: RawMap, shape: Shape, authorities: Authorities): readonly Finding[] {
  return [
    ...checkAddresses(tree, shape),
    ...checkPolling(tree, shape, 'scrape'),
    ...checkPolling(tree, shape, 'probe'),
    ...checkHeaderNames(mapUnder(mapUnder(mapUnder(tree, 'telemetry'), 'otlp'), 'headers')),
    ...checkDatabase(mapUnder(tree, 'database')),
    ...checkModels(tree, authorities, modelsOfRollouts(tree)),
    ...checkAdmin(tree),
    ...checkKeys(tree),
    ...checkRollouts(tree),
    ...checkReplicas(mapUnder(tree, 'models')),
  ];
}

function checkModels(tree: RawMap, authorities: Authorities, rolledOut: ReadonlySet<unknown>): readonly Finding[] {
  const models = Object.entries(mapUnder(tree, 'models'));
  if (models.length === 0 && isRawMap(tree['models'])) return [atKey(['models'], 'must name at least one model')];
  return models.flatMap(([name, model]) => {
    const path = ['models', name];
    const named = checkName(path, 'model');
    if (!isRawMap(model)) return named;
    const variants = mapUnder(model, 'variants');
    if (Object.keys(variants).length === 0 && isRawMap(model['variants'])) {
      named.push(atKey([...path, 'variants'], 'must name at least one variant'));
    }
    const inVariants = Object.keys(variants).flatMap((variant) => [
      ...checkVariant(path, variants, variant),
      ...checkTls([...path, 'variants', variant], mapUnder(variants, variant), authorities),
    ]);
    const inExperiment = checkExperiment(path, model, {
      variants: Object.keys(variants),
      hasRollout: rolledOut.has(name),
    });
    return [...named, ...inVariants, ...inExperiment];
  });
}

/** Names as they are written; a rollout splits the traffic of its model, so that no experiment is missing there. */
function modelsOfRollouts(tree: RawMap): ReadonlySet<unknown> {
  const rollouts = mapUnder(tree, 'rollouts');
  return new Set(Object.keys(rollouts).map((name) => mapUnder(rollouts, name)['model']));
}

function checkAddresses(tree: RawMap, shape: Shape): readonly Finding[] {
  const [forClients, forAdmins] = [['listen'], ['admin', 'listen']].map((path) => {
    // Without an admin section there is no second address, whatever its default.
    if (path.length > 1 && !isRawMap(tree['admin'])) return null;
    const reading = readAddress(textOrDefault(shape, tree, path) ?? '');
    return reading.ok ? reading.value : null;
  });
  // Port 0 is a free port of its own each time.
  if (!forClients || !forAdmins || forAdmins.port === 0) return [];
  const isSame = forClients.host === forAdmins.host && forClients.port === forAdmins.port;
  return isSame ? [atValue(['admin', 'listen'], 'is the same address as listen')] : [];
}

/** A reading that may outlast the interval would pile up on a replica that is slow already. */
function checkPolling(tree: RawMap, shape: Shape, section: 'scrape' | 'probe'): readonly Finding[] {
  const interval = textOrDefault(shape, tree, [section, 'interval']) ?? '';
  const timeout = mapUnder(tree, section)['timeout'];
  const [between, longest] = [readDuration(interval), readDuration(typeof timeout === 'string' ? timeout : '')];
  if (!between.ok || !longest.ok || longest.value <= between.value) return [];
  return [atValue([section, 'timeout'], `must not be longer than the interval (${interval})`)];
}

/** Rows go through the file to the database that is shared: it is what loses nothing while that one is down. */
function checkDatabase({ path, url }: RawMap): readonly Finding[] {
  if (path !== 'off' || typeof url !== 'string') return [];
  return [atValue(['database', 'path'], 'must be a file where database.url is set: rows wait there to be shipped')];
}

function checkHeaderNames(headers: RawMap): readonly Finding[] {
  return Object.keys(headers)
    .filter((name) => !isHeaderName(name))
    .map((name) => atKey(['telemetry', 'otlp', 'headers', name], 'is not a header name'));
}
