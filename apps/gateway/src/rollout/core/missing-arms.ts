import type { Config, Rollout } from '@slipstream/config';

/** What the configuration no longer has of what the plan moves traffic between, in words; null: it has all of it. */
export function missingArms(config: Config, { model, control, candidate }: Rollout): string | null {
  const variants = config.models.get(model)?.variants;
  if (variants === undefined) return `the model ${model} is not in slipstream.yaml`;
  const gone = [control, candidate].filter((arm) => !variants.has(arm));
  if (gone.length > 0) return `${model} has no variant ${gone.join(' and no ')} in slipstream.yaml`;
  const [one, other] = [variants.get(control)?.base, variants.get(candidate)?.base];
  return one === other
    ? null
    : `${candidate} and ${control} have other base models in slipstream.yaml: ${other} ≠ ${one}`;
}
