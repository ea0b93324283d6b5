import type { ReadShares, ReadsSeen } from './arrival-habits.ts';
import { GapModel } from './gap-model.ts';

/** Lateness is told apart by eighths of a step time, up to two and a half step times. */
const cellsPerStep = 8;
const cells = 20;
/** Steps in one read: beyond, only their tokens are divided. */
const mostSteps = 24;
/** Of the reads that hold several steps, so many hold one more, and again one more. */
const oneMore = 0.5;
/** A read this soon after another may hold the rest of the same step; so often it does. */
const restWithin = 0.6;
const restShare = 0.01;
const shortestStep = 0.7;
/** Cells with less than this share of the mass are passed over. */
const negligible = 1e-5;

/** Sums kept per cell: the mass, and in proportion to it what to expect of all reads so far. */
const kinds = ['mass', 'steps', 'squares', 'stalled', 'late', 'merged'] as const;
type Sums = Record<(typeof kinds)[number], Float64Array>;

export interface FilterModel {
  /** `yields[m][n]`: probability that m steps emit n tokens (`yieldsTogether`). */
  readonly yields: readonly Float64Array[];
  /** k + 1: the most that one step emits. */
  readonly mostTokens: number;
  readonly meanTokens: number;
  readonly shares: ReadShares;
  /** Standard deviation of one step's duration, in step times. */
  readonly stepSpread: number;
}

/**
 * Counts steps from reads: the forward recursion of a hidden Markov model (Rabiner, Proc. IEEE 77, 1989), with the
 * expected counts carried along in it instead of a backward pass (Cappé, J. Comput. Graph. Stat. 20, 2011). The hidden
 * state is how late the last read was: how long before it the last of its steps was due. One read to the next, some m
 * steps took the time between, give or take both latenesses, and emitted the tokens that came.
 */
export class StepFilter {
  /** `single[n]`: reads of one step of n tokens, expected as each came (not revised later). */
  readonly single: number[];
  readonly #model: FilterModel;
  readonly #gaps: GapModel;
  readonly #lateness: Float64Array;
  #now = emptySums();
  #next = emptySums();
  #reads = 0;
  readonly #byShift: Sums = emptySums(2 * cells - 1);
  readonly #singleByShift = new Float64Array(2 * cells - 1);
  #tokensBefore = 1;

  constructor(model: FilterModel) {
    this.#model = model;
    this.#gaps = new GapModel(model.stepSpread, mostSteps);
    this.#lateness = latenessPrior(model.shares.late);
    this.single = Array.from({ length: model.mostTokens + 1 }, () => 0);
    this.#now.mass.set(this.#lateness);
    this.#now.late.set(this.#lateness.subarray(1), 1);
  }

  /** Tokens that came with the prefill's, at no known distance from it. */
  startWith(tokens: number): void {
    this.#tokensBefore = Math.max(1, tokens);
    if (tokens > 0) this.#addByTokens(tokens);
  }

  /** The last read was probably on time. */
  get isPunctual(): boolean {
    return (this.#now.mass[0] ?? 0) > 0.75;
  }

  /** One read that is one step beyond doubt: punctual like its neighbours. A short cut, most reads being so. */
  readClear(tokens: number): void {
    this.#reads += 1;
    this.#tokensBefore = tokens;
    this.single[tokens] = (this.single[tokens] ?? 0) + 1;
    const { mass, steps, squares } = this.#now;
    for (let cell = 0; cell < cells; cell += 1) {
      squares[cell] = (squares[cell] ?? 0) + 2 * (steps[cell] ?? 0) + (mass[cell] ?? 0);
      steps[cell] = (steps[cell] ?? 0) + (mass[cell] ?? 0);
    }
  }

  /** One read after `gap` step times. */
  read(gap: number, tokens: number): void {
    this.#reads += 1;
    const before = this.#now;
    const after = this.#next;
    for (const kind of kinds) after[kind].fill(0);
    let latest = cells - 1;
    while (latest > 0 && (before.mass[latest] ?? 0) < negligible) latest -= 1;
    this.#weighShifts(gap, tokens, latest);
    let single = 0;
    for (let from = 0; from <= latest; from += 1) {
      if ((before.mass[from] ?? 0) >= negligible) single += this.#move(from, before, after);
    }
    this.#moveRest(gap, tokens, before, after);
    // A third part of a step must fit with the two before it.
    this.#tokensBefore = gap < restWithin ? this.#tokensBefore + tokens : tokens;
    const mass = sum(after.mass);
    if (!(mass > 0)) return this.#addByTokens(tokens);
    if (tokens <= this.#model.mostTokens) this.single[tokens] = (this.single[tokens] ?? 0) + single / mass;
    for (const kind of kinds) scale(after[kind], 1 / mass);
    this.#now = after;
    this.#next = before;
  }

  /** Expected steps of all reads, and their variance given the model. */
  get steps(): { readonly mean: number; readonly variance: number } {
    const mean = sum(this.#now.steps);
    return { mean, variance: Math.max(0, sum(this.#now.squares) - mean ** 2) };
  }

  get seen(): ReadsSeen {
    const { stalled, late, merged } = this.#now;
    return { reads: this.#reads, stalled: sum(stalled), late: sum(late), merged: sum(merged) };
  }

  /** For each change of lateness, in cells, from `-latest` up: the likelihood of what came, and of what it was made. */
  #weighShifts(gap: number, tokens: number, latest: number): void {
    const { yields, mostTokens, shares } = this.#model;
    const fewest = Math.max(1, Math.ceil(tokens / mostTokens));
    for (let shift = -latest; shift < cells; shift += 1) {
      const duration = gap - shift / cellsPerStep;
      const inTime = duration > 0 ? Math.max(fewest, Math.ceil(duration / shortestStep)) : 0;
      const most = Math.min(tokens, mostSteps, inTime);
      let [mass, steps, squares, stalled, merged, single] = [0, 0, 0, 0, 0, 0];
      for (let count = fewest; count <= most; count += 1) {
        const held = count === 1 ? 1 - shares.merged : shares.merged * (1 - oneMore) * oneMore ** (count - 2);
        const likely = held * (yields[count]?.[tokens] ?? 0);
        const waiting = likely * shares.stalled * this.#gaps.stalled(count, duration);
        const weight = likely * (1 - shares.stalled) * this.#gaps.plain(count, duration) + waiting;
        mass += weight;
        steps += weight * count;
        squares += weight * count ** 2;
        stalled += waiting;
        if (count > 1) merged += weight;
        else single = weight;
      }
      const at = shift + cells - 1;
      this.#byShift.mass[at] = mass;
      this.#byShift.steps[at] = steps;
      this.#byShift.squares[at] = squares;
      this.#byShift.stalled[at] = stalled;
      this.#byShift.merged[at] = merged;
      this.#singleByShift[at] = single;
    }
  }

  /** Moves the mass of one cell on. Returns how much of it is one step in this read. */
  #move(from: number, before: Sums, after: Sums): number {
    const shift = this.#byShift;
    const mass = before.mass[from] ?? 0;
    const steps = before.steps[from] ?? 0;
    const squares = before.squares[from] ?? 0;
    const stalled = before.stalled[from] ?? 0;
    const late = before.late[from] ?? 0;
    const merged = before.merged[from] ?? 0;
    let single = 0;
    for (let to = 0; to < cells; to += 1) {
      const at = to - from + cells - 1;
      const prior = this.#lateness[to] ?? 0;
      const weight = prior * (shift.mass[at] ?? 0);
      if (weight === 0) continue;
      const added = prior * (shift.steps[at] ?? 0);
      after.mass[to] = (after.mass[to] ?? 0) + mass * weight;
      after.steps[to] = (after.steps[to] ?? 0) + steps * weight + mass * added;
      after.squares[to] =
        (after.squares[to] ?? 0) + squares * weight + 2 * steps * added + mass * prior * (shift.squares[at] ?? 0);
      after.stalled[to] = (after.stalled[to] ?? 0) + stalled * weight + mass * prior * (shift.stalled[at] ?? 0);
      after.late[to] = (after.late[to] ?? 0) + (late + (to > 0 ? mass : 0)) * weight;
      after.merged[to] = (after.merged[to] ?? 0) + merged * weight + mass * prior * (shift.merged[at] ?? 0);
      single += mass * prior * (this.#singleByShift[at] ?? 0);
    }
    return single;
  }

  /** The read may hold no step of its own but the rest of the one before. */
  #moveRest(gap: number, tokens: number, before: Sums, after: Sums): void {
    if (gap >= restWithin || this.#tokensBefore + tokens > this.#model.mostTokens) return;
    const shift = Math.round(gap * cellsPerStep);
    const weight = (restShare * cellsPerStep) / 3;
    for (const kind of kinds) {
      for (let from = 0; from + shift < cells; from += 1) {
        after[kind][from + shift] = (after[kind][from + shift] ?? 0) + (before[kind][from] ?? 0) * weight;
      }
    }
  }

  /**
   * Where time tells nothing (or what came should not be possible), the tokens are divided by the mean of a step. As
   * merging does not depend on how many drafts were accepted, that has no bias.
   */
  #addByTokens(tokens: number): void {
    const { meanTokens } = this.#model;
    const { mean, variance } = this.steps;
    const steps = mean + tokens / meanTokens;
    const squares = steps ** 2 + variance + tokens / meanTokens;
    const seen = this.seen;
    this.#now.mass.set(this.#lateness);
    for (const [kind, value] of [
      ['steps', steps],
      ['squares', squares],
      ['stalled', seen.stalled],
      ['late', seen.late],
      ['merged', seen.merged],
    ] as const) {
      for (let cell = 0; cell < cells; cell += 1) this.#now[kind][cell] = value * (this.#lateness[cell] ?? 0);
    }
  }
}

/** Punctual, or late by any time: half a step in the mean, and rarely more than one, since a late reader finds the next step too. */
function latenessPrior(late: number): Float64Array {
  const prior = new Float64Array(cells);
  for (let cell = 1; cell < cells; cell += 1) {
    prior[cell] = Math.exp((-2 * cell) / cellsPerStep) * (cell > cellsPerStep ? 0.3 : 1);
  }
  scale(prior, late / sum(prior));
  prior[0] = 1 - late;
  return prior;
}

function emptySums(length = cells): Sums {
  const sums = kinds.map((kind) => [kind, new Float64Array(length)] as const);
  return Object.fromEntries(sums) as Sums;
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

function scale(values: Float64Array, factor: number): void {
  for (let index = 0; index < values.length; index += 1) values[index] = (values[index] ?? 0) * factor;
}
