import type { Interval } from '@slipstream/statistics';
import type { VariantLine } from '../page/variant-line.ts';
import { count, duration, percent, range, ratio, unknown } from './format.ts';
import { intervalBar, scaleFor } from './interval-bar.ts';
import { toneOf } from './tone-of.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';

/** The same figures as on cards, for many variants. */
export function variantTable(lines: readonly VariantLine[]): Markup {
  const scale = scaleFor(lines.map(({ speedUp }) => speedUp));
  const rows = lines.map(
    (line) => markup`<tr>
      <th scope="row"><span class="dot tone-${toneOf(line)}" aria-hidden="true"></span><span class="name" title="${line.name}">${line.name}</span>
        ${line.role === 'other' ? '' : markup`<span class="tag">${line.role}</span>`}</th>
      <td class="faint">${line.engine} · ${line.speculator}</td>
      <td class="number">${withRange(line.acceleration)}${line.method === null ? '' : markup` <span class="method">${line.method}</span>`}</td>
      <td class="number">${line.role === 'control' ? markup`<span class="faint">control</span>` : withRange(line.speedUp)}</td>
      <td class="bar">${line.role === 'control' ? '' : intervalBar(line.speedUp, scale, { tone: toneOf(line) })}</td>
      <td class="number">${withRange(line.stepCost)}</td>
      <td class="number">${duration(line.tpotMs)}</td>
      <td class="number">${duration(line.ttftMs)}</td>
      <td class="number">${count(line.requests)}</td>
      <td class="number">${percent(line.errorRatio)}</td>
      <td class="number">${percent(line.actualShare)}</td>
    </tr>`,
  );
  return markup`<div class="table-box" tabindex="0" role="region" aria-label="All variants"><table>
    <thead><tr><th scope="col">Variant</th><th scope="col">Served by</th><th scope="col" class="number">Acceleration</th>
      <th scope="col" class="number">Speed-up</th><th scope="col">95 %</th><th scope="col" class="number">Step cost</th>
      <th scope="col" class="number">TPOT</th><th scope="col" class="number">TTFT</th><th scope="col" class="number">Requests</th>
      <th scope="col" class="number">Failed</th><th scope="col" class="number">Share</th></tr></thead>
    <tbody>${rows}</tbody></table></div>`;
}

function withRange(interval: Interval | null): Markup {
  if (interval === null) return markup`${unknown}`;
  return markup`${ratio(interval.estimate)} <span class="range">${range(interval)}</span>`;
}
