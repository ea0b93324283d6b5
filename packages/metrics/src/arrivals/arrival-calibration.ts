import { studentTQuantile } from '@slipstream/statistics';

/** Tokens and steps, cumulative. */
export interface StepSums {
  readonly tokens: number;
  readonly steps: number;
}

/** Both sides of one stretch of traffic. */
interface Block {
  readonly estimated: StepSums;
  readonly counted: StepSums;
}

export interface CalibratedArrivals {
  /** Estimated acceleration / counted acceleration: the estimator's bias here, plus 1. Divide an estimated acceleration by it. */
  readonly factor: number;
  /** Half width of the 95 % interval of `factor`, as a share of it. */
  readonly errorRatio: number;
  /** Stretches of traffic that it rests on. */
  readonly blocks: number;
}

/**
 * Steps on both sides that make a block. Requests that run across its edges are counted step by step on one side and
 * at their end on the other. A block is larger than what thirty requests have in flight, and what one block gets too
 * much the next gets too little; what is left of it is in the interval.
 */
const blockSteps = 2000;
const fewestBlocks = 5;
const mostBlocks = 24;
/** Of the engine's tokens, so many must be ours, or the difference may be that of other traffic. */
const leastCoverage = 0.8;

/**
 * Estimated steps held against an engine's own counters, online. Pure: cumulative sums of both sides go in, as often as
 * the counters are read; out comes the factor between them over the last blocks, with its delete-one jackknife interval
 * (Miller, Biometrika 61, 1974) over blocks, so that traffic which changes from block to block widens it.
 *
 * It says how good estimates are, and makes none of them exact: a corrected figure is an estimate still.
 */
export class ArrivalCalibration {
  readonly #blocks: Block[] = [];
  #since: Block | null = null;

  /** Sums of all estimated answers, and of the counters over all traffic of the same replicas. Neither ever falls. */
  mark(estimated: StepSums, counted: StepSums): void {
    this.#since ??= { estimated, counted };
    const block = {
      estimated: difference(estimated, this.#since.estimated),
      counted: difference(counted, this.#since.counted),
    };
    if (block.estimated.steps < blockSteps || block.counted.steps < blockSteps) return;
    this.#since = { estimated, counted };
    this.#blocks.push(block);
    if (this.#blocks.length > mostBlocks) this.#blocks.shift();
  }

  /** Null until enough blocks are closed, and while too much of the engine's traffic is not among the estimated answers. */
  get result(): CalibratedArrivals | null {
    const blocks = this.#blocks;
    const whole = totalOf(blocks);
    if (blocks.length < fewestBlocks || whole.estimated.tokens < leastCoverage * whole.counted.tokens) return null;
    const without = blocks.map((block) => Math.log(factorOf(subtract(whole, block))));
    const mean = without.reduce((sum, each) => sum + each, 0) / blocks.length;
    const squares = without.reduce((sum, each) => sum + (each - mean) ** 2, 0);
    const standardError = Math.sqrt(((blocks.length - 1) / blocks.length) * squares);
    const errorRatio = Math.expm1(studentTQuantile(0.975, blocks.length - 1) * standardError);
    return { factor: factorOf(whole), errorRatio, blocks: blocks.length };
  }
}

function factorOf({ estimated, counted }: Block): number {
  return estimated.tokens / estimated.steps / (counted.tokens / counted.steps);
}

function totalOf(blocks: readonly Block[]): Block {
  const nothing = { tokens: 0, steps: 0 };
  return blocks.reduce<Block>(
    (sum, block) => ({
      estimated: difference(sum.estimated, negative(block.estimated)),
      counted: difference(sum.counted, negative(block.counted)),
    }),
    { estimated: nothing, counted: nothing },
  );
}

function subtract(whole: Block, block: Block): Block {
  return {
    estimated: difference(whole.estimated, block.estimated),
    counted: difference(whole.counted, block.counted),
  };
}

function difference(to: StepSums, from: StepSums): StepSums {
  return { tokens: to.tokens - from.tokens, steps: to.steps - from.steps };
}

function negative({ tokens, steps }: StepSums): StepSums {
  return { tokens: -tokens, steps: -steps };
}
