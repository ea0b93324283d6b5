import { series } from '@slipstream/metrics';

/**
 * `ours` of each variant that has a control, compared by `operator` with `theirs` of its control: both are sums by model and
 * variant. Series are told apart by model, variant and control. Gateways that are not yet on the same
 * configuration may name two controls; each is compared with.
 */
export function againstControl(ours: string, operator: '-' | '/' | '+' | 'and', theirs: string): string {
  const controls = `max by (model, variant, control) (${series('slipstream_variant_info', 'control!=""')})`;
  const arm = `(${controls} * on (model, variant) group_left () (${ours}))`;
  const control = `label_replace(${theirs}, "control", "$1", "variant", "(.+)")`;
  if (operator === 'and') return `(${arm} and on (model, control) ${control})`;
  return `(${arm} ${operator} on (model, control) group_left () ${control})`;
}
