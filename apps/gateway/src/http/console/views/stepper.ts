import type { CoverageStep, RolloutStep } from '@slipstream/config';
import { isOver, stepOf } from '../../../rollout/core/phase.ts';
import type { RolloutEvent } from '../../../rollout/core/rollout-event.ts';
import type { StoredRollout } from '../../../rollout/rollout-store.ts';
import type { VariantLine } from '../page/variant-line.ts';
import { percent, unknown } from './format.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';

/** `ended`: it came so far, and no further. */
type Place = 'done' | 'current' | 'next' | 'ended';

const placeWords: Readonly<Record<Place, string>> = {
  done: '(done)',
  current: '(now)',
  next: '(to come)',
  ended: '(ended here)',
};

/** The way of a rollout, where it is on it, and the candidate's share as decided and as it is. */
export function stepper(
  { state }: StoredRollout,
  lines: readonly VariantLine[],
  events: readonly RolloutEvent[],
): Markup {
  const { plan, phase } = state;
  const candidate = lines.find(({ role }) => role === 'candidate') ?? null;
  const endedAt = isOver(phase)
    ? (events.findLast(({ run, step }) => run === state.run && step !== null)?.step ?? null)
    : null;
  const steps = plan.steps.map((step, index) =>
    item(stepLabel(step), stepDetail(step), placeOf(state, index, endedAt)),
  );
  const isPromoted = phase.kind === 'promoted';
  const last = isPromoted ? 'done' : phase.kind === 'promoting' ? 'current' : 'next';
  return markup`<ol class="steps">${steps}${item('Promoted', plan.holdback > 0 ? `${percent(plan.holdback)} held back` : 'everything', last)}</ol>
    ${shareBar(candidate)}`;
}

function item(label: string, detail: string, place: Place): Markup {
  const mark = place === 'done' ? '✓' : place === 'ended' ? '×' : '';
  return markup`<li class="step is-${place}" ${place === 'current' ? markup`aria-current="step"` : ''}>
    <span class="mark" aria-hidden="true">${mark}</span>
    <span class="label">${label}</span><span class="detail">${detail}</span>
    <span class="for-readers">${placeWords[place]}</span>
  </li>`;
}

function placeOf({ plan, phase }: StoredRollout['state'], index: number, endedAt: number | null): Place {
  if (endedAt !== null) return index === endedAt ? 'ended' : index < endedAt ? 'done' : 'next';
  const active = phase.kind === 'paused' ? phase.from : phase;
  if (active.kind === 'promoting' || active.kind === 'promoted') return 'done';
  if (isOver(phase) || phase.kind === 'planned' || phase.kind === 'ready') return 'next';
  const at = stepOf(phase) ?? 0;
  if (index === at) return phase.kind === 'deciding' && at === plan.steps.length - 1 ? 'done' : 'current';
  return index < at ? 'done' : 'next';
}

function stepLabel(step: RolloutStep): string {
  if (step.kind === 'swap') return 'Swap draft';
  const { coverage } = step;
  if ('ofUnits' in coverage) return percent(coverage.ofUnits);
  return coverage.ofMatched === 1 ? 'Matched' : `${percent(coverage.ofMatched)} of matched`;
}

function stepDetail(step: RolloutStep): string {
  return step.kind === 'swap' ? step.route : `${hold(step)}${step.confirm ? ', confirmed' : ''}`;
}

function hold({ holdMs }: CoverageStep): string {
  return holdMs < 120_000 ? `${Math.round(holdMs / 1000)} s` : `${Math.round(holdMs / 60_000)} min`;
}

function shareBar(candidate: VariantLine | null): Markup {
  const desired = candidate?.desiredShare ?? null;
  const actual = candidate?.actualShare ?? null;
  const width = (share: number): string => `${(share * 100).toFixed(2)}%`;
  return markup`<div class="share">
    <svg class="share-bar" width="100%" height="10" role="img"
      aria-label="Share of the candidate: desired ${percent(desired)}, actual ${percent(actual)}">
      <rect class="control" x="0" y="2" width="100%" height="6" rx="3" />
      ${actual === null ? '' : markup`<rect class="candidate" x="0" y="2" width="${width(actual)}" height="6" rx="3" />`}
      ${desired === null ? '' : markup`<line class="desired" x1="${width(desired)}" x2="${width(desired)}" y1="0" y2="10" />`}
    </svg>
    <p class="share-words"><span>Share of ${candidate?.name ?? 'the candidate'}</span>
      <span>desired <b>${desired === null ? unknown : percent(desired)}</b></span>
      <span>actual <b>${actual === null ? unknown : percent(actual)}</b> <span class="faint">last minute, or since the last decision</span></span></p>
  </div>`;
}
