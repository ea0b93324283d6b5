import type { Method } from '@slipstream/metrics';
import { ratioInterval } from '@slipstream/statistics';
import type { Interval } from '@slipstream/statistics';
import type { AnswerSums, LogSums } from './answer-sums.ts';

/** Tokens per forward pass, by one method. */
export interface AccelerationFigure {
  readonly method: Method;
  readonly requests: number;
  /** For one look at a fixed time; null with fewer than two requests. */
  readonly interval: Interval | null;
}

/** What sums of answers say. Null: unknown. */
export interface AnswerFigures {
  readonly requests: number;
  readonly failed: number;
  /** By the method that most requests were counted by; null: none was. */
  readonly acceleration: AccelerationFigure | null;
  /** Geometric means, milliseconds. */
  readonly tpotMs: number | null;
  readonly ttftMs: number | null;
}

export function answerFigures(sums: AnswerSums): AnswerFigures {
  return {
    requests: sums.requests,
    failed: sums.failed,
    acceleration: accelerationOf(sums),
    tpotMs: meanMs(sums.timePerToken),
    ttftMs: meanMs(sums.timeToFirstToken),
  };
}

function accelerationOf({ passes }: AnswerSums): AccelerationFigure | null {
  let most: AccelerationFigure | null = null;
  for (const method of ['exact', 'derived', 'estimated'] as const) {
    const sums = passes[method];
    if (sums === undefined || sums.n <= (most?.requests ?? 0)) continue;
    most = { method, requests: sums.n, interval: ratioInterval(sums) };
  }
  return most;
}

function meanMs({ n, sum }: LogSums): number | null {
  return n === 0 ? null : Math.exp(sum / n) * 1000;
}
