import type { Config } from '@slipstream/config';

/** Whether what a metric's labels say of models, variants, replicas and rollouts is so in the configuration. Other labels do not count. */
export function isConfigured(config: Config, labels: Readonly<Record<string, string | number>>): boolean {
  const { model: modelName, variant: variantName, replica: replicaName, rollout } = labels;
  if (rollout !== undefined && !config.rollouts.has(String(rollout))) return false;
  if (modelName === undefined) return true;
  const model = config.models.get(String(modelName));
  if (model === undefined) return false;
  if (variantName === undefined) return true;
  const variant = model.variants.get(String(variantName));
  if (variant === undefined) return false;
  if (replicaName !== undefined && !variant.replicas.some(({ name }) => name === replicaName)) return false;
  const { control, engine, speculator } = labels;
  return (
    (control === undefined || control === (variant.control ?? '')) &&
    (engine === undefined || engine === variant.engine) &&
    (speculator === undefined || speculator === variant.speculator.kind)
  );
}
