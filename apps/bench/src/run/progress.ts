import type { Answer } from '../client/answer.ts';
import type { Cell } from '../plan/plan-cells.ts';

export type Phase = 'warm-up' | 'quiet' | 'measure' | 'done';

/** Told what happens while it happens. Measures nothing itself; every method returns at once. */
export interface Progress {
  /** `position` counts from 1. */
  cell(cell: Cell, position: number, total: number): void;
  phase(phase: Phase): void;
  /** A measured request ended. */
  answer(arm: string, answer: Answer): void;
}

export const silentProgress: Progress = { cell: () => {}, phase: () => {}, answer: () => {} };
