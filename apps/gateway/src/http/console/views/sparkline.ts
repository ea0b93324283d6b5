import { markup } from './markup.ts';
import type { Markup } from './markup.ts';

/** The way of a figure, without an axis; a gap where it is unknown. Decoration: the figure itself stands beside it. */
export function sparkline(values: readonly (number | null)[], tone: string): Markup {
  const known = values.filter((value) => value !== null);
  if (known.length < 2) return markup``;
  const [low, high] = [Math.min(...known), Math.max(...known)];
  // A figure that does not move is a line in the middle, and not noise blown up.
  const span = Math.max(high - low, high * 0.05, 1e-9);
  const middle = (low + high) / 2;
  const point = (value: number, index: number): string =>
    `${((index / (values.length - 1)) * 100).toFixed(1)},${(12 - ((value - middle) / span) * 18).toFixed(1)}`;
  let path = '';
  let isDrawing = false;
  for (const [index, value] of values.entries()) {
    if (value !== null) path += `${isDrawing ? 'L' : 'M'}${point(value, index)}`;
    isDrawing = value !== null;
  }
  return markup`<svg class="sparkline tone-${tone}" viewBox="0 0 100 24" preserveAspectRatio="none" aria-hidden="true"
    ><path d="${path}" vector-effect="non-scaling-stroke" /></svg>`;
}
