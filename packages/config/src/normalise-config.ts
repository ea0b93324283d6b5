import type { Config, Experiment, Model, Polling, Variant } from './config.ts';
import type { ConfigFile, ExperimentSection, ModelSection, PollingSection, VariantSection } from './config-file.ts';

/** Puts the checked parts of a file together, once: what may be left out is filled in, and nothing changes any more. */
export function normaliseConfig(file: ConfigFile): Config {
  const { limits, timeouts, telemetry } = file;
  return deepFreeze({
    listen: file.listen,
    admin: file.admin,
    limits: { bodyBytes: limits.body, headerBytes: limits.headers, jsonDepth: limits.jsonDepth },
    timeouts: {
      connectMs: timeouts.connect,
      firstTokenMs: timeouts.firstToken,
      idleMs: timeouts.idle,
      requestMs: timeouts.request,
      drainMs: timeouts.drain,
    },
    scrape: polling(file.scrape),
    probe: polling(file.probe),
    telemetry,
    models: new Map(Object.entries(file.models).map(([name, section]) => [name, model(name, section)])),
  });
}

export function defaultReplicaName(variant: string, index: number): string {
  return `${variant}-${index}`;
}

/** A timeout that is written and too long has been refused; the default one gives way to a short interval. */
function polling({ interval, timeout }: PollingSection): Polling {
  return { intervalMs: interval, timeoutMs: Math.min(timeout, interval) };
}

function model(name: string, section: ModelSection): Model {
  const variants = new Map(Object.entries(section.variants).map(([key, value]) => [key, variant(key, value)]));
  return deepFreeze({ name, variants, experiment: experiment(name, section.experiment, variants) });
}

function variant(name: string, section: VariantSection): Variant {
  const { engine, model: id, base, control, speculator, apiKey } = section;
  const replicas = section.replicas.map(({ name: own, url }, index) => ({
    name: own ?? defaultReplicaName(name, index),
    url,
  }));
  return deepFreeze({ name, engine, model: id, base: base ?? id, control, speculator, replicas, apiKey });
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
  });
}

/** The first variant that another one is compared with; it is what a model was before there was an experiment. */
function defaultFallback(variants: ReadonlyMap<string, Variant>): string {
  const controls = new Set([...variants.values()].map(({ control }) => control));
  const names = [...variants.keys()];
  return names.find((name) => controls.has(name)) ?? names[0] ?? '';
}

/** Maps cannot be frozen; their read-only type has to do. */
function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || value instanceof URL || value instanceof Map) return value;
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}
