import { isOver, stepOf } from '../../../rollout/core/phase.ts';
import type { RolloutEvent } from '../../../rollout/core/rollout-event.ts';
import type { StoredRollout } from '../../../rollout/rollout-store.ts';
import { phaseWords } from '../page/phase-words.ts';
import type { VariantLine } from '../page/variant-line.ts';
import { clockTime, duration, percent, ratio, sentenceCase } from './format.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';

export interface HeadData {
  readonly title: string;
  readonly model: string;
  readonly rollout: StoredRollout | null;
  readonly lines: readonly VariantLine[];
  readonly isLeading: boolean;
  /** Of the rollout; null: there was none, or it cannot be had. */
  readonly lastEvent: RolloutEvent | null;
  /** Since the last answer of anybody; null: there was none yet. */
  readonly quietMs: number | null;
}

/** Longer without an answer, and figures are called old. */
const staleMs = 15_000;

/** Five seconds: where it stands, why, and how fresh that is. */
export function pageHead(data: HeadData): Markup {
  const { rollout, title, model } = data;
  const { word, tone } = rollout === null ? servingWord(data) : phaseWords[rollout.state.phase.kind];
  return markup`
    <p class="crumb">${rollout === null ? 'Model' : markup`Rollout of <span class="name">${model}</span>`}</p>
    <div class="title-row">
      <h1 title="${title}">${title}</h1>
      <span class="pill tone-${tone}" role="status">${word}</span>
      ${freshness(data.quietMs)}
    </div>
    <p class="sentence">${rollout === null ? servingSentence(data) : sentenceOf(rollout, data.lastEvent)}</p>
    ${rollout === null || data.lastEvent === null ? '' : lastDecision(rollout, data.lastEvent)}
    ${rollout === null ? '' : rolloutFacts(rollout, data.isLeading)}`;
}

/** What it waits for; where it waits for nothing any more, why it ended. */
function sentenceOf({ state: { phase }, report }: StoredRollout, lastEvent: RolloutEvent | null): string {
  if (isOver(phase) && lastEvent !== null) return `${phaseWords[phase.kind].word}: ${lastEvent.why}`;
  return sentenceCase(report?.sentence ?? 'not looked at yet');
}

/** Why it is where it is: what was decided last. */
function lastDecision({ state: { phase } }: StoredRollout, { at, by, why }: RolloutEvent): Markup {
  const who = by === 'rollout' ? 'by itself' : `by ${by}`;
  return markup`<p class="since"><time datetime="${new Date(at.wallMs).toISOString()}">Since ${clockTime(at.wallMs)}</time>, ${who}${isOver(phase) ? '' : `: ${why}`}</p>`;
}

function servingWord({ lines, quietMs }: HeadData): { readonly word: string; readonly tone: string } {
  if (lines.every(({ ready }) => ready === 0)) return { word: 'Not ready', tone: 'bad' };
  return quietMs === null ? { word: 'No traffic', tone: 'idle' } : { word: 'Serving', tone: 'good' };
}

/** The one truth: how many tokens a pass, and how much sooner; never one for the other. */
function servingSentence({ lines }: HeadData): string {
  const told = lines
    .filter(({ role, acceleration }) => role !== 'control' && acceleration !== null)
    .slice(0, 2)
    .map(({ name, acceleration, speedUp, remark }) => {
      const pace =
        speedUp === null
          ? `speed-up unknown${remark === null ? '' : ` (${remark})`}`
          : `${ratio(speedUp.estimate)} times the speed`;
      return `${name}: ${ratio(acceleration?.estimate ?? null)} tokens per forward pass, ${pace}`;
    });
  if (told.length > 0) return `${told.join('; ')}.`;
  const count = lines.length === 1 ? 'One variant serves everything' : `${lines.length} variants`;
  return `${count}; nothing is compared yet.`;
}

function freshness(quietMs: number | null): Markup {
  if (quietMs === null) return markup`<span class="fresh is-stale">no answer yet</span>`;
  if (quietMs < staleMs) return markup`<span class="fresh"><span class="pulse" aria-hidden="true"></span>live</span>`;
  return markup`<span class="fresh is-stale">no answer for ${duration(Math.floor(quietMs / 1000) * 1000)}</span>`;
}

function rolloutFacts({ state, runMs }: StoredRollout, isLeading: boolean): Markup {
  const { plan, phase, run, revision, sinceMs, replicaShare } = state;
  const step = stepOf(phase);
  const own = step === null ? null : plan.steps[step];
  const holdMs =
    own?.kind === 'coverage' ? Math.max(own.holdMs, step === plan.steps.length - 1 ? plan.soakMs : 0) : null;
  const spentMs = Math.max(0, runMs - sinceMs);
  return markup`<dl class="facts">
    ${step === null ? '' : fact('Step', `${step + 1} of ${plan.steps.length}`)}
    ${step === null || phase.kind === 'paused' ? '' : fact('In step', holdMs === null ? inMinutes(spentMs) : `${inMinutes(spentMs)} of ${inMinutes(holdMs)}`)}
    ${fact('Needs', `speed-up > ${ratio(1 + plan.minimalEffect)}`)}
    ${run === 0 ? '' : fact('Run', String(run))}
    ${fact('Revision', String(revision))}
    ${run === 0 ? '' : fact('Matched at', percent(Math.min(1, 2 * replicaShare)))}
    ${fact('Led', isLeading ? 'here' : 'elsewhere')}
  </dl>`;
}

function fact(term: string, value: string): Markup {
  return markup`<div><dt>${term}</dt><dd>${value}</dd></div>`;
}

function inMinutes(ms: number): string {
  return ms < 120_000 ? `${Math.floor(ms / 1000)} s` : `${Math.floor(ms / 60_000)} min`;
}
