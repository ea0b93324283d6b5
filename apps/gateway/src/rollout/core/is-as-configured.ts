import type { Config, Rollout } from '@slipstream/config';

/** Whether the file, by itself, has the candidate serve the whole model: then a promotion has nothing left to hold. */
export function isAsConfigured(config: Config, { model, candidate }: Pick<Rollout, 'model' | 'candidate'>): boolean {
  const experiment = config.models.get(model)?.experiment;
  if (experiment === undefined) return true;
  const { coverage, weights, fallback } = experiment;
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  const ofCovered = (weights.get(candidate) ?? 0) / total;
  const share = coverage * ofCovered + (fallback === candidate ? 1 - coverage : 0);
  return share > 1 - 1e-9;
}
