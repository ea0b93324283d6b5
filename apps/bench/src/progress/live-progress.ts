import { stripVTControlCharacters } from 'node:util';
import type picocolors from 'picocolors';
import type { Clock } from '../run/clock.ts';
import type { Progress } from '../run/progress.ts';
import type { ArmTally } from './arm-tally.ts';
import { milliseconds } from '../report/format-number.ts';
import { ProgressState } from './progress-state.ts';

const frameMs = 125;
const barCells = 24;
const hideCursor = '\u001B[?25l';
const showCursor = '\u001B[?25h';

/** Of picocolors: those that are used. */
export type Colors = Pick<typeof picocolors, 'bold' | 'cyan' | 'dim' | 'red'>;

export interface LiveProgress extends Progress {
  /** Draws the last frame and gives the cursor back. Idempotent; must be called whatever the end of the run. */
  close(): void;
}

export interface Terminal {
  readonly write: (text: string) => void;
  /** Columns now: a terminal may be resized. */
  readonly columns: () => number;
  readonly colors: Colors;
}

/** A few lines that are drawn over again: the measurement, and a bar for each variant. */
export function liveProgress(terminal: Terminal, clock: Clock): LiveProgress {
  const state = new ProgressState(clock);
  let drawn = 0;
  let closed = false;
  const draw = (): void => {
    const lines = frame(state, terminal.colors).map((line) => fit(line, terminal.columns()));
    terminal.write(`${eraseLines(drawn)}${lines.join('\n')}\n`);
    drawn = lines.length;
  };
  terminal.write(hideCursor);
  const timer = setInterval(draw, frameMs);
  return {
    cell: (...cell) => {
      state.cell(...cell);
      drawn = 0;
    },
    phase: (phase) => {
      state.phase(phase);
      draw();
    },
    answer: (arm, answer) => state.answer(arm, answer),
    close: () => {
      if (closed) return;
      closed = true;
      clearInterval(timer);
      terminal.write(showCursor);
    },
  };
}

function frame(state: ProgressState, colors: Colors): readonly string[] {
  const arms = [...state.tallies()];
  const width = Math.max(0, ...arms.map(([name]) => name.length));
  return [
    colors.bold(state.headline()),
    ...arms.map(([name, tally]) => armLine(name.padEnd(width), tally, state.share(tally), colors)),
  ];
}

function armLine(name: string, tally: ArmTally, share: number, colors: Colors): string {
  const full = Math.round(share * barCells);
  const bar = colors.cyan('━'.repeat(full)) + colors.dim('━'.repeat(barCells - full));
  const failed = tally.failed === 0 ? '' : colors.red(`  ${tally.failed} failed`);
  const answers = String(tally.answers).padStart(5);
  const tpot = tally.lastTpotMs === null ? '' : colors.dim(`  last TPOT ${milliseconds(tally.lastTpotMs)} ms`);
  return `  ${name}  ${bar} ${answers} answers${failed}${tpot}`;
}

/** Lines that wrap could not be erased again. Where there is no room for all, there is none for colour either. */
function fit(line: string, columns: number): string {
  const plain = stripVTControlCharacters(line);
  return plain.length < columns ? line : plain.slice(0, columns - 1);
}

function eraseLines(count: number): string {
  return count === 0 ? '' : `\u001B[${count}A\u001B[0J`;
}
