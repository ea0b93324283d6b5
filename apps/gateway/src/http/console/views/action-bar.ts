import type { AdminRole } from '@slipstream/config';
import type { StoredRollout } from '../../../rollout/rollout-store.ts';
import { possibleVerbs } from '../page/possible-verbs.ts';
import type { PossibleVerb } from '../page/possible-verbs.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';

interface Wording {
  readonly label: string;
  /** What will happen, for the dialog. */
  readonly says: string;
  readonly look: 'primary' | 'plain' | 'danger';
  /** Its name must be typed. */
  readonly typed?: boolean;
}

/** Buttons for what is possible now, for who may do it; they open the dialog, which sends what this page was at. */
export function actionBar(rollout: StoredRollout | null, role: AdminRole): Markup {
  if (rollout === null) return markup``;
  if (role === 'viewer') return markup`<p class="faint">You may look; acting takes the role operator.</p>`;
  const may = possibleVerbs(rollout).filter(({ full }) => !full || role === 'admin');
  const { plan, revision } = rollout.state;
  const buttons = may.map((one) => {
    const { label, says, look, typed = false } = wordingOf(one, rollout);
    return markup`<button type="button" class="button is-${look}" data-act="${one.verb}" data-full="${String(one.full)}"
      data-rollout="${plan.name}" data-revision="${revision}" data-label="${label}" data-says="${says}" data-look="${look}" data-typed="${String(typed)}">${label}</button>`;
  });
  return markup`<div class="actions needs-script" role="group" aria-label="Actions">${buttons}</div>`;
}

function wordingOf({ verb, full }: PossibleVerb, { state: { plan, phase } }: StoredRollout): Wording {
  const { candidate, control } = plan;
  switch (verb) {
    case 'start':
      return {
        label: 'Start',
        says: `Begins the first run: ${candidate} gets the traffic of the first step.`,
        look: 'primary',
      };
    case 'retry':
      return {
        label: 'Retry',
        says: 'Begins another run, with another seed and none of the old statistics.',
        look: 'primary',
      };
    case 'resume':
      return {
        label: 'Resume',
        says: 'Goes on where it was paused; time in the pause does not count.',
        look: 'primary',
      };
    case 'pause':
      return { label: 'Pause', says: 'Weights stay as they are; guardrails watch on.', look: 'plain' };
    case 'undo':
      return {
        label: 'Undo',
        says: `Takes the promotion back: everything goes to ${control} at once.`,
        look: 'danger',
      };
    case 'abort':
      return {
        label: 'Roll back',
        says: `Everything goes to ${control} at once. Answers under way are finished.`,
        look: 'danger',
      };
    case 'promote': {
      const isConfirmation = !full && phase.kind !== 'paused';
      if (isConfirmation)
        return { label: 'Confirm', says: 'Confirms what it waits for; it goes on by itself.', look: 'primary' };
      const says = `Gives all but the holdback to ${candidate} although no speed-up is proven. That is on record.`;
      return { label: 'Promote without proof', says, look: 'plain', typed: true };
    }
    default:
      return verb satisfies never;
  }
}
