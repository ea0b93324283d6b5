import type { Answer } from '../client/answer.ts';
import type { Stop } from '../plan/bench-options.ts';
import type { Cell } from '../plan/plan-cells.ts';
import type { Clock } from '../run/clock.ts';
import type { Phase } from '../run/progress.ts';
import { addAnswer, emptyTally } from './arm-tally.ts';
import type { ArmTally } from './arm-tally.ts';

/** Where a run is, for whatever shows it. */
export class ProgressState {
  readonly #clock: Clock;
  readonly #tallies = new Map<string, ArmTally>();
  #vus = 0;
  #position = 0;
  #total = 0;
  #stop: Stop = { kind: 'requests', count: 0 };
  #phase: Phase = 'warm-up';
  #measureStartMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  cell(cell: Cell, position: number, total: number): void {
    this.#vus = cell.vus;
    this.#position = position;
    this.#total = total;
    this.#stop = cell.stop;
    this.#tallies.clear();
    for (const { name } of cell.arms) this.#tallies.set(name, emptyTally);
  }

  phase(phase: Phase): void {
    this.#phase = phase;
    if (phase === 'measure') this.#measureStartMs = this.#clock.now();
  }

  answer(arm: string, answer: Answer): void {
    this.#tallies.set(arm, addAnswer(this.#tallies.get(arm) ?? emptyTally, answer));
  }

  /** E.g. `2/6  10 VUs  measuring 12 of 30 s`. */
  headline(): string {
    const users = `${this.#vus} ${this.#vus === 1 ? 'VU' : 'VUs'}`;
    return `${this.#position}/${this.#total}  ${users}  ${this.#phaseText()}`;
  }

  tallies(): ReadonlyMap<string, ArmTally> {
    return this.#tallies;
  }

  /** Share of the measurement that is over, 0 to 1; the time for draining is not known beforehand. */
  share(tally: ArmTally): number {
    const { stop, seconds } = { stop: this.#stop, seconds: this.#elapsedMs() };
    if (this.#phase === 'done') return 1;
    if (this.#phase !== 'measure') return 0;
    return Math.min(1, stop.kind === 'duration' ? seconds / stop.ms : tally.answers / stop.count);
  }

  #phaseText(): string {
    if (this.#phase === 'warm-up') return 'warming up';
    if (this.#phase === 'quiet') return 'seeing that nobody else uses the engines';
    if (this.#phase === 'done') return 'measured';
    const seconds = Math.floor(this.#elapsedMs() / 1000);
    if (this.#stop.kind === 'requests') return `measuring ${this.#stop.count} requests each, ${seconds} s`;
    const limit = this.#stop.ms / 1000;
    return seconds < limit ? `measuring ${seconds} of ${limit} s` : `waiting for the last answers, ${seconds} s`;
  }

  #elapsedMs(): number {
    return this.#clock.now() - this.#measureStartMs;
  }
}
