import type { Interval } from '@slipstream/statistics';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';

/** Ends of a logarithmic axis: ratios of 2 and of ½ are equally far from 1. */
export interface LogScale {
  readonly low: number;
  readonly high: number;
}

/** Wide enough for all of these and for 1, with some room. Whatever is wider than 16 times is cut. */
export function scaleFor(intervals: readonly (Interval | null)[], others: readonly number[] = []): LogScale {
  const values = [1, ...others, ...intervals.flatMap((one) => (one === null ? [] : [one.lower, one.upper]))];
  const known = values.filter((value) => value > 0 && Number.isFinite(value));
  return { low: Math.max(1 / 16, Math.min(...known) / 1.08), high: Math.min(16, Math.max(...known) * 1.08) };
}

/** An interval as a line with its estimate as a dot, `mark`s as ticks across; decoration: the numbers stand beside it. */
export function intervalBar(
  interval: Interval | null,
  scale: LogScale,
  { tone, marks = [1] }: { readonly tone: string; readonly marks?: readonly number[] },
): Markup {
  const at = (value: number): string => `${place(value, scale).toFixed(2)}%`;
  const ticks = marks.map((mark) => markup`<line class="tick" x1="${at(mark)}" x2="${at(mark)}" y1="1" y2="15" />`);
  const line =
    interval === null
      ? ''
      : markup`<line class="span" x1="${at(interval.lower)}" x2="${at(interval.upper)}" y1="8" y2="8" />
          <circle class="dot" cx="${at(interval.estimate)}" cy="8" r="4" />`;
  return markup`<svg class="interval-bar tone-${tone}" width="100%" height="16" aria-hidden="true">
    <line class="axis" x1="0%" x2="100%" y1="8" y2="8" />${ticks}${line}
  </svg>`;
}

/** In percent, with 2 % of room on both sides. */
function place(value: number, { low, high }: LogScale): number {
  const share = Math.log(Math.min(high, Math.max(low, value)) / low) / Math.log(high / low);
  return 2 + 96 * share;
}
