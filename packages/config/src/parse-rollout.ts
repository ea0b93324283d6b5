import { z } from 'zod';
import { checkName } from './check-name.ts';
import { checkRollout } from './check-rollouts.ts';
import type { Config } from './config.ts';
import { deepFreeze } from './deep-freeze.ts';
import { explainIssue } from './explain-issue.ts';
import { formatPath } from './finding.ts';
import type { Finding } from './finding.ts';
import { normaliseRollout } from './normalise-rollout.ts';
import { quotedValue } from './quoted-value.ts';
import { valueAt } from './raw-tree.ts';
import type { RawMap } from './raw-tree.ts';
import type { Rollout } from './rollout.ts';
import { rolloutsSchema } from './rollout-schema.ts';
import { fileShape, shapeAt } from './schema-shape.ts';
import type { Shape } from './schema-shape.ts';

/** One mistake in a plan. `path` is '' for the plan as a whole, and `name` for its name. */
export interface RolloutIssue {
  readonly path: string;
  readonly message: string;
}

export type ParsedRollout =
  | { readonly ok: true; readonly rollout: Rollout }
  | { readonly ok: false; readonly issues: readonly RolloutIssue[] };

const schema = z.object({ rollouts: rolloutsSchema });

/**
 * Reads the plan of a rollout that stands in no file, by what `rollouts.NAME` of one may be: with the same defaults, and every
 * mistake told at once. `config` is that which it is for. Never throws.
 */
export function parseRollout(name: string, plan: unknown, { models }: Pick<Config, 'models'>): ParsedRollout {
  const named = checkName([name], 'rollout').map(({ message }) => ({ path: 'name', message }));
  if (named.length > 0) return { ok: false, issues: named };
  const tree = { rollouts: { [name]: plan } };
  const parsed = schema.safeParse(tree);
  const shaped = parsed.success ? [] : parsed.error.issues.flatMap((issue) => explainIssue(issue, tree, fileShape()));
  const findings = [...shaped, ...checkRollout(['rollouts', name], plan, armsOf(models))];
  const section = parsed.success ? parsed.data.rollouts[name] : undefined;
  if (findings.length > 0 || section === undefined)
    return { ok: false, issues: findings.map((one) => told(one, tree)) };
  const rollout = normaliseRollout(name, section, models.get(section.model)?.variants);
  return { ok: true, rollout: deepFreeze(rollout) };
}

/** What a plan may be, as JSON Schema. */
export function rolloutShape(): Shape {
  return shapeAt(fileShape(), ['rollouts', 'NAME']) ?? {};
}

function told({ path, message, quote }: Finding, tree: unknown): RolloutIssue {
  return { path: formatPath(path.slice(2)), message: message + (quote ? quotedValue(valueAt(tree, path)) : '') };
}

/** Models as a file has them, as far as a rollout is checked against them. */
function armsOf(models: Config['models']): RawMap {
  const entries = [...models].map(([model, { variants }]) => {
    const arms = [...variants].map(([name, { engine, base, control }]) => [name, { engine, base, control }] as const);
    return [model, { variants: Object.fromEntries(arms) }] as const;
  });
  return Object.fromEntries(entries);
}
