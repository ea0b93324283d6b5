import { checkName } from './check-name.ts';
import { atValue } from './finding.ts';
import type { Finding, Path } from './finding.ts';
import { suggestion } from './nearest-word.ts';
import { isRawMap, mapUnder } from './raw-tree.ts';
import type { RawMap } from './raw-tree.ts';

/** Name, control and speculator of one variant. `path` is the model's. */
export function checkVariant(path: Path, variants: RawMap, name: string): readonly Finding[] {
  const here = [...path, 'variants', name];
  const findings = checkName(here, 'variant');
  const variant = variants[name];
  if (!isRawMap(variant)) return findings;

  // A control of another base model is allowed: speed-up is then left unsaid, with the reason, where it is shown.
  const control = variant['control'];
  if (typeof control === 'string' && control !== '') {
    if (control === name) findings.push(atValue([...here, 'control'], 'is the variant itself'));
    else if (!Object.hasOwn(variants, control))
      findings.push(unknownVariant([...here, 'control'], control, Object.keys(variants)));
  }

  const { kind, draftTokens } = mapUnder(variant, 'speculator');
  if (kind === 'none' && typeof draftTokens === 'number') {
    findings.push(atValue([...here, 'speculator', 'draftTokens'], 'has no meaning where the kind is none'));
  }
  return findings;
}

export function unknownVariant(path: Path, name: string, variants: readonly string[]): Finding {
  const known = variants.length === 0 ? 'it has none' : `variants: ${variants.join(', ')}`;
  return atValue(path, `${JSON.stringify(name)} is not a variant of this model${suggestion(name, variants)}; ${known}`);
}
