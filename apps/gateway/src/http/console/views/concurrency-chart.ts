import type { ConclusionRow } from '../console-sources.ts';
import type { VariantLine } from '../page/variant-line.ts';
import { duration } from './format.ts';
import { toneOf } from './tone-of.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';

const [width, height, left, bottom, top] = [1080, 240, 56, 28, 12] as const;

/** TPOT against the requests decoded together, a line per variant with its intervals: where drafting stops paying. */
export function concurrencyChart(rows: readonly ConclusionRow[], lines: readonly VariantLine[]): Markup {
  const bands = [...new Set(rows.flatMap(({ band }) => band ?? []))];
  const drawn = lines.slice(0, 5).map((line) => ({
    line,
    points: bands.map((band) => rows.find((row) => row.band === band && row.variant === line.name)?.tpotMs ?? null),
  }));
  const highest = Math.max(0, ...drawn.flatMap(({ points }) => points.map((point) => point?.upper ?? 0)));
  if (bands.length === 0 || highest === 0) return markup``;
  const x = (index: number): number => left + ((index + 0.5) / bands.length) * (width - left);
  const y = (value: number): number => height - bottom - (value / (highest * 1.05)) * (height - bottom - top);
  const grid = [0, 0.5, 1].map((share) => {
    const value = highest * share;
    return markup`<line class="grid" x1="${left}" x2="${width}" y1="${y(value)}" y2="${y(value)}" />
      <text class="label" x="${left - 8}" y="${y(value) + 4}" text-anchor="end">${duration(value)}</text>`;
  });
  const labels = bands.map(
    (band, index) => markup`<text class="label" x="${x(index)}" y="${height - 8}" text-anchor="middle">${band}</text>`,
  );
  const curves = drawn.map(({ line, points }) => {
    const known = points.flatMap((point, index) => (point === null ? [] : [{ index, point }]));
    const path = known.map(({ index, point }, n) => `${n === 0 ? 'M' : 'L'}${x(index)},${y(point.estimate)}`).join('');
    const marks = known.map(
      ({
        index,
        point,
      }) => markup`<line class="whisker" x1="${x(index)}" x2="${x(index)}" y1="${y(point.lower)}" y2="${y(point.upper)}" />
        <circle cx="${x(index)}" cy="${y(point.estimate)}" r="3"><title>${line.name}, ${bands[index]} together: ${duration(point.estimate)}</title></circle>`,
    );
    return markup`<g class="curve tone-${toneOf(line)}"><path d="${path}" />${marks}</g>`;
  });
  const key = drawn.map(
    ({ line }) =>
      markup`<li><span class="dot tone-${toneOf(line)}" aria-hidden="true"></span><span class="name">${line.name}</span></li>`,
  );
  return markup`<figure class="plot"><figcaption>TPOT against requests decoded together<ul class="key">${key}</ul></figcaption>
    <svg viewBox="0 0 ${width} ${height}" role="img" aria-label="Time per token of each variant, by requests decoded together">${grid}${labels}${curves}</svg></figure>`;
}
