import { unknownVariant } from './check-variant.ts';
import { atKey, atValue } from './finding.ts';
import type { Finding, Path } from './finding.ts';
import { isRawMap, mapUnder } from './raw-tree.ts';
import type { RawMap } from './raw-tree.ts';

/** That an experiment splits over variants which exist, and gives somebody the traffic. `path` is the model's. */
export function checkExperiment(
  path: Path,
  model: RawMap,
  { variants, hasRollout }: { readonly variants: readonly string[]; readonly hasRollout: boolean },
): readonly Finding[] {
  const here = [...path, 'experiment'];
  if (model['experiment'] === undefined) {
    if (variants.length <= 1 || hasRollout) return [];
    const example = variants.map((name) => `${name}: 1`).join(', ');
    return [atKey(here, `is missing: several variants need a split, such as { weights: { ${example} } }`)];
  }
  const experiment = mapUnder(model, 'experiment');
  const findings = checkWeights([...here, 'weights'], experiment, variants);
  const fallback = experiment['fallback'];
  if (typeof fallback === 'string' && fallback !== '' && !variants.includes(fallback)) {
    findings.push(unknownVariant([...here, 'fallback'], fallback, variants));
  }
  return findings;
}

function checkWeights(path: Path, experiment: RawMap, variants: readonly string[]): Finding[] {
  if (!isRawMap(experiment['weights'])) return [];
  const weights = mapUnder(experiment, 'weights');
  const findings = Object.keys(weights)
    .filter((name) => !variants.includes(name))
    .map((name): Finding => ({ ...unknownVariant([...path, name], name, variants), at: 'key' }));
  const numbers = Object.values(weights).filter((weight) => typeof weight === 'number');
  // Wrong values have been told already; only a sum of right ones is judged.
  const isJudged = numbers.length === Object.keys(weights).length && numbers.every((weight) => weight >= 0);
  if (isJudged && !numbers.some((weight) => weight > 0)) {
    findings.push(atValue(path, 'must give at least one variant more than 0'));
  }
  return findings;
}
