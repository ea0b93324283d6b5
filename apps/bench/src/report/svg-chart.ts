import type { Interval } from '@slipstream/statistics';
import type { BenchRow } from '../analyse/bench-row.ts';
import { fixed } from './format-number.ts';

const WIDTH = 760;
const LEFT = 128;
const RIGHT = 64;
const TOP = 84;
const GROUP = 64;
const BAR = 20;

const style = `
  text { font: 13px ui-sans-serif, system-ui, sans-serif; fill: #1f2937 }
  .title { font-size: 17px; font-weight: 600 } .quiet { fill: #6b7280 } .grid { stroke: #e5e7eb } .one { stroke: #6b7280; stroke-dasharray: 4 3 }
  .page { fill: #ffffff } .passes { fill: #c3cad5 } .seconds { fill: #0f766e } .whisker { stroke: #1f2937; stroke-width: 1.5 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e5e7eb } .quiet { fill: #9ca3af } .grid { stroke: #374151 } .one { stroke: #9ca3af }
    .page { fill: #111827 } .passes { fill: #4b5563 } .seconds { fill: #2dd4bf } .whisker { stroke: #e5e7eb }
  }`;

/**
 * Acceleration beside speed-up, a pair of bars for each row that was compared with a control; the space between their ends
 * is what drafting and verifying cost. Null when no row was.
 */
export function svgChart(rows: readonly BenchRow[]): string | null {
  const compared = rows.filter(({ acceleration, speedup }) => acceleration !== null && speedup !== null);
  if (compared.length === 0) return null;
  const most = Math.max(...compared.map((row) => Math.max(row.acceleration ?? 0, row.speedup?.upper ?? 0)));
  const end = Math.ceil(most * 2) / 2;
  const x = (value: number): number => LEFT + (value / end) * (WIDTH - LEFT - RIGHT);
  const height = TOP + compared.length * GROUP + 28;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">`,
    `<title>Acceleration counts forward passes; speed-up counts seconds</title><style>${style}</style>`,
    `<rect class="page" width="${WIDTH}" height="${height}" rx="8"/>`,
    `<text class="title" x="20" y="34">Tokens per forward pass are not speed</text>`,
    legend(),
    grid(end, x, height),
    ...compared.map((row, index) => pair(row, TOP + index * GROUP, x)),
    '</svg>\n',
  ].join('\n');
}

function legend(): string {
  return [
    `<rect class="passes" x="20" y="48" width="12" height="12" rx="2"/><text class="quiet" x="38" y="59">acceleration: tokens per forward pass</text>`,
    `<rect class="seconds" x="290" y="48" width="12" height="12" rx="2"/><text class="quiet" x="308" y="59">speed-up: seconds, with its 95 % interval</text>`,
  ].join('\n');
}

function grid(end: number, x: (value: number) => number, height: number): string {
  const ticks = Array.from({ length: end * 2 + 1 }, (_, index) => index / 2);
  return ticks
    .map((tick) => {
      const at = fixed(x(tick), 1);
      const line = `<line class="${tick === 1 ? 'one' : 'grid'}" x1="${at}" x2="${at}" y1="${TOP - 8}" y2="${height - 28}"/>`;
      return `${line}<text class="quiet" x="${at}" y="${height - 10}" text-anchor="middle">${fixed(tick, 1)}</text>`;
    })
    .join('\n');
}

function pair(row: BenchRow, top: number, x: (value: number) => number): string {
  const { acceleration, speedup } = row;
  if (acceleration === null || speedup === null) return '';
  const seconds = top + BAR + 4;
  return [
    `<text x="20" y="${top + 18}">${escapeXml(row.variant)}</text>`,
    `<text class="quiet" x="20" y="${top + 36}">${row.vus} ${row.vus === 1 ? 'user' : 'users'}</text>`,
    bar('passes', top, x(acceleration), x(0)),
    `<text x="${fixed(x(acceleration) + 8, 1)}" y="${top + 15}">${fixed(acceleration, 2)}</text>`,
    bar('seconds', seconds, x(speedup.estimate), x(0)),
    whisker(speedup, seconds + BAR / 2, x),
    `<text x="${fixed(x(speedup.upper) + 8, 1)}" y="${seconds + 15}">${fixed(speedup.estimate, 2)}</text>`,
  ].join('\n');
}

function bar(kind: 'passes' | 'seconds', top: number, end: number, start: number): string {
  return `<rect class="${kind}" x="${fixed(start, 1)}" y="${top}" width="${fixed(end - start, 1)}" height="${BAR}" rx="2"/>`;
}

function whisker({ lower, upper }: Interval, y: number, x: (value: number) => number): string {
  const [from, to] = [fixed(x(lower), 1), fixed(x(upper), 1)];
  return `<path class="whisker" fill="none" d="M${from} ${y - 5}v10M${from} ${y}H${to}M${to} ${y - 5}v10"/>`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
