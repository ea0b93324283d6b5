import { checkName } from './check-name.ts';
import { checkSwaps } from './check-swaps.ts';
import { unknownVariant } from './check-variant.ts';
import { atKey, atValue } from './finding.ts';
import type { Finding, Path } from './finding.ts';
import { suggestion } from './nearest-word.ts';
import { isRawMap, mapUnder } from './raw-tree.ts';
import type { RawMap } from './raw-tree.ts';

/** That rollouts are between variants which exist and may be compared, and have steps that lead somewhere. */
export function checkRollouts(tree: RawMap): readonly Finding[] {
  const models = mapUnder(tree, 'models');
  return Object.entries(mapUnder(tree, 'rollouts')).flatMap(([name, rollout]) => [
    ...checkName(['rollouts', name], 'rollout'),
    ...checkRollout(['rollouts', name], rollout, models),
  ]);
}

/** `models` as the file has them: of each variant only `control`, `base`, `model` and `engine` are looked at. */
export function checkRollout(path: Path, rollout: unknown, models: RawMap): readonly Finding[] {
  if (!isRawMap(rollout)) return [];
  const [steps, at] = [rollout['steps'], [...path, 'steps']];
  return [
    ...checkArms(path, rollout, models),
    ...checkSteps(at, steps),
    ...checkSwaps(at, steps, engineOf(rollout, models)),
  ];
}

function checkArms(path: Path, rollout: RawMap, models: RawMap): readonly Finding[] {
  const { model, candidate } = rollout;
  if (typeof model !== 'string' || model === '') return [];
  if (!Object.hasOwn(models, model)) {
    const names = Object.keys(models);
    const known = `models: ${names.join(', ')}`;
    const message = `${JSON.stringify(model)} is not a model${suggestion(model, names)}; ${known}`;
    return [atValue([...path, 'model'], message)];
  }
  const variants = mapUnder(mapUnder(models, model), 'variants');
  const names = Object.keys(variants);
  if (typeof candidate !== 'string' || candidate === '') return [];
  if (!names.includes(candidate)) return [unknownVariant([...path, 'candidate'], candidate, names)];
  const control = rollout['control'] ?? mapUnder(variants, candidate)['control'];
  if (control === undefined || control === null) {
    return [atKey([...path, 'control'], `is missing: ${candidate} names no control of its own`)];
  }
  if (typeof control !== 'string') return [];
  if (control === candidate) return [atValue([...path, 'control'], 'is the candidate itself')];
  // A control that the variant names wrongly has been told of there.
  if (!names.includes(control)) {
    return rollout['control'] === undefined ? [] : [unknownVariant([...path, 'control'], control, names)];
  }
  const [one, other] = [baseOf(variants, control), baseOf(variants, candidate)];
  if (one === null || other === null || one === other) return [];
  const message = `has another base model than ${control}, so that nothing could be proven: ${other} ≠ ${one}`;
  return [atValue([...path, 'candidate'], message)];
}

function baseOf(variants: RawMap, name: string): string | null {
  const { base, model } = mapUnder(variants, name);
  const said = base ?? model;
  return typeof said === 'string' ? said : null;
}

function checkSteps(path: Path, steps: unknown): readonly Finding[] {
  if (!Array.isArray(steps)) return [];
  const maps = steps.map((step: unknown) => (isRawMap(step) ? step : {}));
  const isSwap = (step: RawMap | undefined): boolean => isRawMap(step?.['swap']);
  const findings = maps.flatMap((step, index) => {
    const hasCoverage = typeof step['coverage'] === 'string';
    if (hasCoverage === isSwap(step) && isRawMap(steps[index])) {
      return [atKey([...path, index], 'needs either coverage or swap')];
    }
    return [];
  });
  if (findings.length > 0) return findings;
  if (isSwap(maps[0]))
    findings.push(atKey([...path, 0], 'swaps draft weights before they were measured: begin with coverage'));
  else if (isSwap(maps.at(-1))) {
    findings.push(atKey([...path, maps.length - 1], 'decides, and so must have coverage: add { coverage: matched }'));
  }
  return findings;
}

function engineOf({ model, candidate }: RawMap, models: RawMap): string | null {
  if (typeof model !== 'string' || typeof candidate !== 'string') return null;
  const { engine } = mapUnder(mapUnder(mapUnder(models, model), 'variants'), candidate);
  return typeof engine === 'string' ? engine : null;
}
