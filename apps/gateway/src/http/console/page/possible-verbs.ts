import { command } from '../../../rollout/core/command.ts';
import type { Verb } from '../../../rollout/core/command.ts';
import type { StoredRollout } from '../../../rollout/rollout-store.ts';

/** What may be asked of a rollout where it stands. `full`: of promote, without a proof. */
export interface PossibleVerb {
  readonly verb: Exclude<Verb, 'brake'>;
  readonly full: boolean;
}

const asked: readonly PossibleVerb[] = [
  { verb: 'start', full: false },
  { verb: 'retry', full: false },
  { verb: 'resume', full: false },
  { verb: 'promote', full: false },
  { verb: 'promote', full: true },
  { verb: 'pause', full: false },
  { verb: 'undo', full: false },
  { verb: 'abort', full: false },
];

/**
 * Asks the rollout itself, which decides it: nothing is repeated here. A promotion without a proof only where none could be
 * confirmed; an abort only where it is not an undo. */
export function possibleVerbs({ state, runMs }: StoredRollout): readonly PossibleVerb[] {
  const now = { runMs, wallMs: state.begunWallMs };
  const base = { by: 'console', request: null, why: '', expected: null, plan: state.plan };
  const possible = asked.filter((one) => !('refused' in command(state, { ...base, ...one }, now)));
  const isConfirmation = possible.some(({ verb, full }) => verb === 'promote' && !full);
  const isUndo = possible.some(({ verb }) => verb === 'undo');
  return possible.filter(({ verb, full }) => !(full && isConfirmation) && !(verb === 'abort' && isUndo));
}
