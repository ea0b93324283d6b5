import type { RolloutEvent } from '../../../rollout/core/rollout-event.ts';
import { phaseWords } from '../page/phase-words.ts';
import { dateTime, percent } from './format.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';

/** Who decided what, when and why, with the numbers used; the newest first. Null: it cannot be reached. */
export function auditLog(events: readonly RolloutEvent[] | null): Markup {
  if (events === null) return markup`<p class="empty">The audit log cannot be reached: the store is away.</p>`;
  if (events.length === 0) return markup`<p class="empty">Nothing has been decided yet.</p>`;
  return markup`<ol class="log">${events.toReversed().map((event) => item(event))}</ol>`;
}

function item({ revision, at, by, why, to, step, traffic, verdicts, run }: RolloutEvent): Markup {
  const { word, tone } = phaseWords[to];
  const share = traffic === null ? null : traffic.coverage * traffic.candidateWeight;
  const numbers = verdicts.map(({ text }) => markup`<li>${text}</li>`);
  return markup`<li>
    <time datetime="${new Date(at.wallMs).toISOString()}">${dateTime(at.wallMs)}</time>
    <span class="dot tone-${tone}" aria-hidden="true"></span>
    <div><p><b>${word}${step === null ? '' : `, step ${step + 1}`}</b> <span class="faint">by ${by === 'rollout' ? 'itself' : by} · revision ${revision} · run ${run}${share === null ? '' : ` · candidate ${percent(share)}`}</span></p>
    <p class="words">${why}</p>
    ${verdicts.length === 0 ? '' : markup`<details><summary>Decided by ${verdicts.length} checks</summary><ul>${numbers}</ul></details>`}</div>
  </li>`;
}
