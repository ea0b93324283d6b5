import type { Rollout } from './rollout.ts';
import { deepFreeze } from './deep-freeze.ts';
import { normaliseRollout } from './normalise-rollout.ts';
import type {
  Admin,
  ClientKey,
  Config,
  Database,
  Experiment,
  Health,
  Limits,
  Model,
  Polling,
  Tls,
  Variant,
} from './config.ts';
import type {
  AdminSection,
  ConfigFile,
  DatabaseSection,
  ExperimentSection,
  HealthSection,
  KeySection,
  LimitsSection,
  ModelSection,
  PollingSection,
  RolloutSection,
  TlsSection,
  VariantSection,
} from './config-file.ts';

/** The text of a certificate file that has been checked. */
type PemOf = (path: string) => string;

/** Puts the checked parts of a file together, once: what may be left out is filled in, and nothing changes any more. */
export function normaliseConfig(file: ConfigFile, pemOf: PemOf): Config {
  const { timeouts, telemetry } = file;
  const models = new Map(
    Object.entries(file.models).map(([name, section]) => [name, model(name, section, file.rollouts, pemOf)]),
  );
  return deepFreeze({
    listen: file.listen,
    admin: admin(file.admin),
    limits: limits(file.limits),
    keys: keys(file.keys),
    timeouts: {
      connectMs: timeouts.connect,
      firstTokenMs: timeouts.firstToken,
      idleMs: timeouts.idle,
      requestMs: timeouts.request,
      drainMs: timeouts.drain,
    },
    scrape: polling(file.scrape),
    probe: polling(file.probe),
    health: health(file.health),
    retry: { share: file.retry.share, floor: file.retry.floor, windowMs: file.retry.window },
    hedge: file.hedge,
    pool: { connections: file.pool.connections, keepAliveMs: file.pool.keepAlive },
    database: database(file.database),
    metering: file.metering,
    redis: file.redis,
    telemetry,
    models,
    rollouts: new Map(Object.entries(file.rollouts).map(([name, section]) => [name, rollout(name, section, models)])),
  });
}

function admin(section: AdminSection | null): Admin | null {
  if (section === null) return null;
  const named = Object.entries(section.keys).map(
    ([name, { secret, role }]) => [name, { name, secretHash: secret, role }] as const,
  );
  return { ...section, keys: new Map(named) };
}

function limits({ body, headers, headerCount, jsonDepth, messages, queue, slowClients }: LimitsSection): Limits {
  return {
    bodyBytes: body,
    headerBytes: headers,
    headerCount,
    jsonDepth,
    messages,
    queue: { perReplica: queue.perReplica, waitMs: queue.wait },
    slowClients: { headMs: slowClients.head, bodyMs: slowClients.body, answerMs: slowClients.answer },
  };
}

function keys(sections: Readonly<Record<string, KeySection>> | null): ReadonlyMap<string, ClientKey> | null {
  if (sections === null) return null;
  return new Map(
    Object.entries(sections).map(([name, { secret, models, ...rest }]) => {
      const granted = models === null ? null : new Set(models);
      return [name, deepFreeze({ name, secretHash: secret, models: granted, previous: null, ...rest })];
    }),
  );
}

export function defaultReplicaName(variant: string, index: number): string {
  return `${variant}-${index}`;
}

/** A timeout that is written and too long has been refused; the default one gives way to a short interval. */
function polling({ interval, timeout }: PollingSection): Polling {
  return { intervalMs: interval, timeoutMs: Math.min(timeout, interval) };
}

/** A longest time that is shorter than the first one gives way to it. */
function health({ window, open, longestOpen, slowStart, ...ratios }: HealthSection): Health {
  const times = { windowMs: window, openMs: open, longestOpenMs: Math.max(open, longestOpen), slowStartMs: slowStart };
  return { ...ratios, ...times };
}

function database({ path, url, retention, maxSize }: DatabaseSection): Database {
  return { path: path === 'off' ? null : path, url, retentionMs: retention, maxBytes: maxSize };
}

function rollout(name: string, section: RolloutSection, models: ReadonlyMap<string, Model>): Rollout {
  return deepFreeze(normaliseRollout(name, section, models.get(section.model)?.variants));
}

function model(name: string, section: ModelSection, rollouts: ConfigFile['rollouts'], pemOf: PemOf): Model {
  const variants = new Map(Object.entries(section.variants).map(([key, value]) => [key, variant(key, value, pemOf)]));
  return deepFreeze({
    name,
    variants,
    experiment: experiment(name, section.experiment ?? beforeRollout(name, rollouts, variants), variants),
    rates: section.rates,
    prices: section.prices,
  });
}

function variant(name: string, section: VariantSection, pemOf: PemOf): Variant {
  const { engine, model: id, base, control, speculator, gpus, apiKey } = section;
  const secure = tls(section.tls, pemOf);
  const replicas = section.replicas.map(({ name: own, url, maxConcurrent }, index) => ({
    name: own ?? defaultReplicaName(name, index),
    url,
    maxConcurrent: maxConcurrent ?? section.maxConcurrent,
    tls: url.protocol === 'https:' ? secure : null,
  }));
  return deepFreeze({ name, engine, model: id, base: base ?? id, control, speculator, replicas, gpus, apiKey });
}

function tls({ ca, ...rest }: TlsSection, pemOf: PemOf): Tls {
  return { ca: ca === null ? null : { file: ca, pem: pemOf(ca) }, ...rest };
}

function experiment(
  modelName: string,
  section: ExperimentSection | undefined,
  variants: ReadonlyMap<string, Variant>,
): Experiment {
  const names = [...variants.keys()];
  const given = section?.weights;
  const raw = names.map((name) => (given === undefined ? 1 : Object.hasOwn(given, name) ? (given[name] ?? 0) : 0));
  const sum = raw.reduce((total, weight) => total + weight, 0);
  return deepFreeze({
    seed: section?.seed ?? modelName,
    unit: section?.unit ?? 'session',
    coverage: section?.coverage ?? 1,
    weights: new Map(names.map((name, index) => [name, (raw[index] ?? 0) / sum])),
    fallback: section?.fallback ?? defaultFallback(variants),
    allowForced: section?.allowForced ?? false,
    run: null,
  });
}

/** Until its first rollout begins, all traffic of a model without an experiment is the control's. */
function beforeRollout(
  modelName: string,
  rollouts: ConfigFile['rollouts'],
  variants: ReadonlyMap<string, Variant>,
): ExperimentSection | undefined {
  const first = Object.values(rollouts).find((section) => section.model === modelName);
  const control = first && (first.control ?? variants.get(first.candidate)?.control);
  if (control === undefined || control === null) return undefined;
  return { unit: 'session', coverage: 1, weights: { [control]: 1 }, fallback: control, allowForced: false };
}

/** The first variant that another one is compared with; it is what a model was before there was an experiment. */
function defaultFallback(variants: ReadonlyMap<string, Variant>): string {
  const controls = new Set([...variants.values()].map(({ control }) => control));
  const names = [...variants.keys()];
  return names.find((name) => controls.has(name)) ?? names[0] ?? '';
}
