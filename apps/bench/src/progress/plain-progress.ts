import type { Clock } from '../run/clock.ts';
import type { Phase, Progress } from '../run/progress.ts';
import { ProgressState } from './progress-state.ts';

/** At most one line in so many milliseconds while a measurement goes on: logs are read later, by people. */
const intervalMs = 10_000;

/** One line for each thing that happens, for logs and pipes. */
export function plainProgress(write: (text: string) => void, clock: Clock): Progress {
  const state = new ProgressState(clock);
  let lastAtMs = clock.now();
  const line = (withCounts: boolean): void => {
    lastAtMs = clock.now();
    write(`${state.headline()}${withCounts ? counts(state) : ''}\n`);
  };
  return {
    cell: (...cell) => state.cell(...cell),
    phase: (phase: Phase) => {
      state.phase(phase);
      line(phase === 'done');
    },
    answer: (arm, answer) => {
      state.answer(arm, answer);
      if (clock.now() - lastAtMs >= intervalMs) line(true);
    },
  };
}

function counts(state: ProgressState): string {
  const arms = [...state.tallies()].map(([arm, { answers, failed }]) => {
    return `${arm} ${answers} answers${failed === 0 ? '' : `, ${failed} failed`}`;
  });
  return `: ${arms.join('; ')}`;
}
