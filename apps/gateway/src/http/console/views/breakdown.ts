import type { ConclusionRow, Dimension } from '../console-sources.ts';
import type { VariantLine } from '../page/variant-line.ts';
import { concurrencyChart } from './concurrency-chart.ts';
import { count, duration, range, ratio, unknown } from './format.ts';
import { intervalBar, scaleFor } from './interval-bar.ts';
import { toneOf } from './tone-of.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';

const titles = { class: 'By class', length: 'By prompt tokens', concurrency: 'By requests decoded together' } as const;

type Band = Exclude<Dimension, 'variant'>;

/** Where acceleration dies: band by band, for each variant that is held against a control. */
export function breakdowns(
  rowsBy: Readonly<Record<Band, readonly ConclusionRow[]>>,
  lines: readonly VariantLine[],
): Markup {
  const bands = ['concurrency', 'length', 'class'] as const;
  if (bands.every((by) => rowsBy[by].length === 0)) {
    return markup`<p class="empty">No answer has been told apart by class, length or load yet.</p>`;
  }
  return markup`${concurrencyChart(rowsBy.concurrency, lines)}${bands.map((by) => breakdown(by, rowsBy[by], lines))}`;
}

function breakdown(by: Band, rows: readonly ConclusionRow[], lines: readonly VariantLine[]): Markup {
  const compared = lines.filter(({ role }) => role !== 'control').slice(0, 3);
  const shown = rows.filter(({ band, variant }) => band !== null && compared.some(({ name }) => name === variant));
  const scale = scaleFor(shown.flatMap(({ acceleration, speedUp }) => [acceleration, speedUp]));
  const several = compared.length > 1;
  const tones = new Map(compared.map((line) => [line.name, toneOf(line)]));
  const toneIn = (variant: string): string => tones.get(variant) ?? 'candidate';
  const body = shown.map(
    ({ band, variant, method, requests, acceleration, speedUp, tpotMs }) => markup`<tr>
      <th scope="row">${band}${several ? markup` <span class="faint">${variant}</span>` : ''}</th>
      <td class="number">${acceleration === null ? unknown : markup`${ratio(acceleration.estimate)} <span class="range">${range(acceleration)}</span>`}
        <span class="method">${method ?? 'steps unknown'}</span></td>
      <td class="bar">${intervalBar(acceleration, scale, { tone: toneIn(variant) })}</td>
      <td class="number">${speedUp === null ? unknown : markup`${ratio(speedUp.estimate)}× <span class="range">${range(speedUp)}</span>`}</td>
      <td class="bar">${intervalBar(speedUp, scale, { tone: toneIn(variant) })}</td>
      <td class="number">${duration(tpotMs?.estimate ?? null)}</td>
      <td class="number faint">${count(requests)}</td>
    </tr>`,
  );
  return markup`<h3>${titles[by]}</h3>${
    shown.length === 0
      ? markup`<p class="empty">No answer has been told apart this way yet.</p>`
      : markup`<div class="table-box" tabindex="0" role="region" aria-label="${titles[by]}"><table>
    <thead><tr><th scope="col">Band</th><th scope="col" class="number">Acceleration</th><th scope="col">95 %</th>
      <th scope="col" class="number">Speed-up</th><th scope="col">95 %</th><th scope="col" class="number">TPOT</th><th scope="col" class="number">Requests</th></tr></thead>
    <tbody>${body}</tbody></table></div>`
  }`;
}
