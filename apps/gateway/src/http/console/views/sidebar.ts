import type { Config } from '@slipstream/config';
import type { StoredRollout } from '../../../rollout/rollout-store.ts';
import { phaseWords } from '../page/phase-words.ts';
import { pathOf } from '../page/subject.ts';
import type { Subject } from '../page/subject.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';

/** Every model with its rollouts; which of them is looked at is marked for screen readers, too. */
export function sidebar(config: Config, rollouts: readonly StoredRollout[], current: Subject | null): Markup {
  const models = [...config.models.values()].map((model) => {
    const own = rollouts.filter(({ state }) => state.plan.model === model.name);
    return markup`<li>${link(
      { kind: 'model', name: model.name },
      current,
      markup`<span class="name">${model.name}</span
        ><span class="faint">${model.variants.size === 1 ? '1 variant' : `${model.variants.size} variants`}</span>`,
    )}
      ${own.length === 0 ? '' : markup`<ul>${own.map((rollout) => rolloutItem(rollout, current))}</ul>`}
    </li>`;
  });
  return markup`<ul class="tree">${models}</ul>`;
}

function rolloutItem({ state }: StoredRollout, current: Subject | null): Markup {
  const { word, tone } = phaseWords[state.phase.kind];
  const inside = markup`<span class="dot tone-${tone}" aria-hidden="true"></span><span class="name">${state.plan.name}</span
    ><span class="faint">${word}</span>`;
  return markup`<li>${link({ kind: 'rollout', name: state.plan.name }, current, inside)}</li>`;
}

function link(to: Pick<Subject, 'kind' | 'name'>, current: Subject | null, inside: Markup): Markup {
  const isCurrent = current?.kind === to.kind && current.name === to.name;
  return markup`<a href="${pathOf(to)}" title="${to.name}" ${isCurrent ? markup`aria-current="page"` : ''}>${inside}</a>`;
}
