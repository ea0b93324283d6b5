import type uPlotTypes from 'uplot';
import { colourOf } from './colour-of.ts';
import type { SeriesLine, SeriesMessage } from './messages.ts';

/** A classic script that comes before this one. */
declare const uPlot: typeof uPlotTypes;

export interface ChartData {
  readonly times: readonly number[];
  readonly series: readonly { readonly line: SeriesLine; readonly columns: (number | null)[][] }[];
  readonly markers: NonNullable<SeriesMessage['markers']>;
  /** Epoch seconds. */
  readonly range: readonly [from: number, to: number];
}

const height = 168;
/** So that one look at all charts is a look at one moment. */
const sync = 'slipstream';

/** One chart: lines with bands, steps of the rollout as upright lines, and the last values beside their names. */
export class ChartBox {
  readonly name: string;
  readonly #canvas: HTMLElement;
  readonly #key: HTMLElement;
  #plot: uPlotTypes | null = null;
  /** What the plot was made for. */
  #made = '';
  #data: ChartData = { times: [], series: [], markers: [], range: [0, 1] };

  constructor(figure: HTMLElement) {
    this.name = figure.dataset['chart'] ?? '';
    this.#canvas = figure.querySelector<HTMLElement>('.canvas') ?? figure;
    this.#key = figure.querySelector<HTMLElement>('.key') ?? figure;
    new ResizeObserver(() => this.#plot?.setSize({ width: this.#canvas.clientWidth, height })).observe(this.#canvas);
  }

  restyle(): void {
    this.#made = '';
  }

  draw(data: ChartData): void {
    this.#data = data;
    const made = JSON.stringify(data.series.map(({ line }) => line));
    const columns = [data.times, ...data.series.flatMap((one) => one.columns)] as uPlotTypes.AlignedData;
    if (this.#plot === null || made !== this.#made) {
      this.#plot?.destroy();
      this.#made = made;
      this.#plot = new uPlot(this.#options(), columns, this.#canvas);
    } else this.#plot.setData(columns, false);
    this.#canvas.dataset['empty'] = String(
      data.series.every((one) => one.columns.every((column) => !column.some((value) => value !== null))),
    );
    this.#plot.setScale('x', { min: data.range[0], max: data.range[1] });
    this.#writeKey();
  }

  #options(): uPlotTypes.Options {
    const [faint, line] = [colourOf('faint'), colourOf('line')];
    const axis = {
      stroke: faint,
      grid: { stroke: line, width: 1 },
      ticks: { show: false },
      font: '11px system-ui, sans-serif',
    };
    const series: uPlotTypes.Series[] = [{}];
    const bands: uPlotTypes.Band[] = [];
    for (const { line: own } of this.#data.series) {
      const stroke = colourOf(toneOf(own));
      const estimate: uPlotTypes.Series = {
        stroke,
        width: 1.75,
        spanGaps: false,
        points: { show: (plot, at) => isSparse(plot.data[at]), size: 5 },
        ...(own.dashed ? { dash: [4, 4] } : {}),
      };
      if (!own.band) {
        series.push(estimate);
        continue;
      }
      const edge: uPlotTypes.Series = { stroke: 'transparent', width: 0, points: { show: false } };
      bands.push({
        series: [series.length + 2, series.length],
        fill: `color-mix(in srgb, ${stroke} 16%, transparent)`,
      });
      series.push(edge, estimate, edge);
    }
    return {
      width: this.#canvas.clientWidth,
      height,
      series,
      bands,
      padding: [8, 20, 0, 0],
      legend: { show: false },
      cursor: { sync: { key: sync }, drag: { setScale: false }, points: { size: 6 } },
      scales: { x: { time: true }, y: { range: (_plot, low, high) => this.#yRange(low, high) } },
      axes: [
        { ...axis, grid: { show: false }, size: 24, space: 64, values: (_plot, ticks) => ticks.map(timeOfDay) },
        { ...axis, size: 52, values: (_plot, ticks) => ticks.map((tick) => this.#words(tick)) },
      ],
      hooks: {
        draw: [(plot) => this.#drawMarks(plot, { faint: colourOf('muted'), line: colourOf('line-strong') })],
        setCursor: [() => this.#writeKey()],
      },
    };
  }

  /** Ratios always show where 1 is. */
  #yRange(low: number | null, high: number | null): [number, number] {
    const [from, to] = [low ?? 0, high ?? 1];
    if (this.name === 'share') return [0, 1];
    if (this.name === 'speedup' || this.name === 'acceleration') {
      const [least, most] = [Math.min(from, 0.95), Math.max(to, 1.05)];
      const room = (most - least) * 0.08;
      return [least - room, most + room];
    }
    return [from * 0.85, Math.max(to, 1e-3) * 1.1];
  }

  #drawMarks(plot: uPlotTypes, { faint, line }: { readonly faint: string; readonly line: string }): void {
    const { ctx, bbox } = plot;
    const ratio = devicePixelRatio;
    ctx.save();
    ctx.lineWidth = ratio;
    if (this.name === 'speedup' || this.name === 'acceleration') {
      const y = Math.round(plot.valToPos(1, 'y', true));
      ctx.strokeStyle = line;
      stroke(ctx, [bbox.left, y], [bbox.left + bbox.width, y]);
    }
    ctx.font = `${10 * ratio}px system-ui, sans-serif`;
    ctx.fillStyle = faint;
    ctx.textAlign = 'left';
    ctx.textBaseline = 'alphabetic';
    ctx.strokeStyle = line;
    ctx.setLineDash([2 * ratio, 3 * ratio]);
    // The newest first: its words matter most where there is no room for all.
    let free = bbox.left + bbox.width;
    for (const { at, label } of this.#data.markers.toReversed()) {
      if (at < this.#data.range[0] || at > this.#data.range[1]) continue;
      const x = Math.round(plot.valToPos(at, 'x', true));
      stroke(ctx, [x, bbox.top], [x, bbox.top + bbox.height]);
      const width = ctx.measureText(label).width;
      const [right, left] = [x + 4 * ratio, x - 4 * ratio - width];
      const start = right + width <= free ? right : x <= free && left >= bbox.left ? left : null;
      if (start === null) continue;
      ctx.fillText(label, start, bbox.top + 10 * ratio);
      free = Math.min(x, start) - 8 * ratio;
    }
    ctx.restore();
  }

  /** Values at the cursor, else the last ones. */
  #writeKey(): void {
    const index = this.#plot?.cursor.idx ?? null;
    const { series } = this.#data;
    const entries = series.map(({ line, columns }) => {
      const column = columns[line.band ? 1 : 0] ?? [];
      const value = index === null ? (column.findLast((one) => one !== null) ?? null) : (column[index] ?? null);
      const item = document.createElement('li');
      const dot = document.createElement('span');
      dot.className = `dot tone-${toneOf(line)}`;
      const name = document.createElement('span');
      name.className = 'name';
      name.textContent = line.label;
      const words = document.createElement('b');
      words.textContent = value === null ? '–' : this.#words(value);
      item.append(dot, name, words);
      return item;
    });
    if (series.length === 0) {
      const item = document.createElement('li');
      item.className = 'faint';
      item.textContent = 'Nothing to draw yet';
      entries.push(item);
    }
    this.#key.replaceChildren(...entries);
  }

  #words(value: number): string {
    if (this.name === 'share') return `${Math.round(value * 100)} %`;
    if (this.name === 'tpot' || this.name === 'ttft') return `${Number(value.toPrecision(3))} ms`;
    return value.toFixed(2);
  }
}

/** The control is grey, the candidate has the accent, each other variant a colour of its own. */
function toneOf({ role, shade }: SeriesLine): string {
  return role === 'other' ? `other-${shade}` : role;
}

/** So few points that a line would hardly show. */
function isSparse(column: uPlotTypes.TypedArray | readonly (number | null | undefined)[] | undefined): boolean {
  return Array.from(column ?? []).filter((value) => typeof value === 'number').length < 4;
}

/** UTC, as everywhere on the page. */
function timeOfDay(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(11, 16);
}

function stroke(ctx: CanvasRenderingContext2D, from: readonly [number, number], to: readonly [number, number]): void {
  ctx.beginPath();
  ctx.moveTo(...from);
  ctx.lineTo(...to);
  ctx.stroke();
}
