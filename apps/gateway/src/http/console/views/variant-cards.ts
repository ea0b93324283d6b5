import type { Interval } from '@slipstream/statistics';
import type { VariantLine } from '../page/variant-line.ts';
import { count, duration, percent, range, ratio, unknown } from './format.ts';
import { intervalBar, scaleFor } from './interval-bar.ts';
import type { LogScale } from './interval-bar.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import { toneOf } from './tone-of.ts';
import { sparkline } from './sparkline.ts';
import { variantTable } from './variant-table.ts';

/** More than so many are a table. */
const mostCards = 4;

/** One card each, the control first, all on one scale: so that acceleration and speed-up can be compared by eye. */
export function variantCards(lines: readonly VariantLine[]): Markup {
  if (lines.length > mostCards) return variantTable(lines);
  const scale = scaleFor(lines.flatMap(({ acceleration, speedUp, stepCost }) => [acceleration, speedUp, stepCost]));
  return markup`<div class="cards">${lines.map((line) => card(line, scale))}</div>`;
}

function card(line: VariantLine, scale: LogScale): Markup {
  const tone = toneOf(line);
  const { name, role, engine, modelId, speculator, ready, replicas } = line;
  return markup`<article class="card tone-${tone}" aria-label="Variant ${name}">
    <header>
      <h3><span class="dot tone-${tone}" aria-hidden="true"></span><span class="name" title="${name}">${name}</span
        ><span class="tag">${role === 'other' ? 'variant' : role}</span></h3>
      <span class="${ready === replicas ? 'faint' : 'warning'}">${ready} of ${replicas} ready</span>
      <p class="faint" title="${modelId}">${engine} · ${speculator} · ${modelId}</p>
    </header>
    ${role === 'control' ? controlFigures(line, scale) : figures(line, scale)}
    ${note(line)}
    <dl class="small-figures">
      ${small('Requests', count(line.requests))}
      ${small('In flight', count(line.inFlight))}
      ${small('Failed', percent(line.errorRatio))}
      ${small('TTFT', duration(line.ttftMs))}
      ${small('TPOT', duration(line.tpotMs))}
    </dl>
    ${trend(line)}
  </article>`;
}

function figures(line: VariantLine, scale: LogScale): Markup {
  const { acceleration, speedUp, stepCost, remark, control } = line;
  return markup`<div class="figures">
    ${figure('Acceleration', 'tokens per forward pass', acceleration, { scale, tone: toneOf(line), method: line.method })}
    ${figure('Speed-up', control === null ? 'no control' : `over ${control}`, speedUp, { scale, tone: toneOf(line), unit: '×', remark })}
    ${figure('Step cost', 'acceleration / speed-up', stepCost, { scale, tone: toneOf(line), unit: '×' })}
  </div>`;
}

/** A control has an acceleration of its own, which is 1 where it does not speculate; it is not compared with itself. */
function controlFigures({ acceleration, method, role, tpotMs }: VariantLine, scale: LogScale): Markup {
  return markup`<div class="figures">
    ${figure('Acceleration', 'tokens per forward pass', acceleration, { scale, tone: role, method })}
    <div class="figure"><h4>Pace</h4><p class="value">${duration(tpotMs)}</p><p class="faint">per token; others are held against it</p></div>
  </div>`;
}

interface FigureLook {
  readonly scale: LogScale;
  readonly tone: string;
  readonly unit?: string;
  readonly method?: string | null;
  readonly remark?: string | null;
}

function figure(title: string, says: string, interval: Interval | null, look: FigureLook): Markup {
  const { scale, tone, unit = '', method = null, remark = null } = look;
  return markup`<div class="figure">
    <h4>${title}${method === null ? '' : markup` <span class="method" title="How it is known">${method}</span>`}</h4>
    <p class="value">${interval === null ? unknown : `${ratio(interval.estimate)}${unit}`}
      <span class="range">${interval === null ? '' : range(interval)}</span></p>
    ${intervalBar(interval, scale, { tone })}
    <p class="faint">${remark ?? says}</p>
  </div>`;
}

function trend(line: VariantLine): Markup {
  if (line.trend.filter((value) => value !== null).length < 2) return markup``;
  return markup`<div class="trend"><span class="faint">Acceleration by minute</span>${sparkline(line.trend, toneOf(line))}</div>`;
}

/** The amber note: what the screen is for. */
function note({ acceleration, speedUp, role }: VariantLine): Markup {
  if (role === 'control' || acceleration === null || speedUp === null) return markup``;
  if (speedUp.upper < 1)
    return markup`<p class="note tone-bad">It makes answers slower: every token it saves costs more than it is worth.</p>`;
  if (acceleration.estimate < 1.3 || speedUp.lower > 1) return markup``;
  return markup`<p class="note tone-ask">It accepts tokens and is not proven to save time: acceleration is not speed-up.</p>`;
}

function small(term: string, value: string): Markup {
  return markup`<div><dt>${term}</dt><dd>${value}</dd></div>`;
}
