import type { ConsoleSources } from '../console-sources.ts';

/** What a page is about: one rollout, or a model as it is configured. */
export type Subject =
  | { readonly kind: 'rollout'; readonly name: string; readonly model: string }
  | { readonly kind: 'model'; readonly name: string; readonly model: string };

type Known = Pick<ConsoleSources, 'config' | 'rollouts'>;

/** Null: there is none of that name (any more). */
export function subjectOf({ config, rollouts }: Known, kind: string, name: string): Subject | null {
  if (kind === 'rollout') {
    const found = rollouts.rollout(name);
    return found === null ? null : { kind, name, model: found.state.plan.model };
  }
  if (kind === 'model' && config().models.has(name)) return { kind, name, model: name };
  return null;
}

/** What to look at first: a rollout that is under way or asks for a human, any other rollout, a model. Null: nothing is configured. */
export function firstSubject({ config, rollouts }: Known): Subject | null {
  const all = rollouts.rollouts();
  const urgent = all.find(({ state: { phase } }) =>
    ['paused', 'warming', 'running', 'deciding', 'promoting'].includes(phase.kind),
  );
  const rollout = urgent ?? all[0];
  if (rollout !== undefined) {
    const { name, model } = rollout.state.plan;
    return { kind: 'rollout', name, model };
  }
  const [model] = config().models.keys();
  return model === undefined ? null : { kind: 'model', name: model, model };
}

export function pathOf({ kind, name }: Pick<Subject, 'kind' | 'name'>): string {
  return `/console/${kind}s/${encodeURIComponent(name)}`;
}
