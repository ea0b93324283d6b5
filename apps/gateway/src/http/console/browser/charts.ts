import { ChartBox } from './chart-box.ts';
import type { SeriesLine, SeriesMessage } from './messages.ts';

const mostPoints = 720;

/** All charts of a page: the same times, the same cursor, the same window. */
export class Charts {
  readonly #boxes: readonly ChartBox[];
  #lines: readonly SeriesLine[] = [];
  #markers: SeriesMessage['markers'] = [];
  #times: number[] = [];
  #columns: (number | null)[][] = [];
  #windowSeconds = 900;

  constructor(figures: Iterable<Element>) {
    this.#boxes = Array.from(figures).flatMap((figure) =>
      figure instanceof HTMLElement ? [new ChartBox(figure)] : [],
    );
  }

  /** A stream that begins anew brings everything again. */
  expectAll(): void {
    this.#times = [];
    this.#columns = [];
  }

  take({ lines, markers, times, columns }: SeriesMessage): void {
    if (lines !== null) {
      this.#lines = lines;
      this.#times = [];
      this.#columns = columns.map(() => []);
    }
    if (markers !== null) this.#markers = markers;
    this.#times.push(...times);
    for (const [index, column] of columns.entries()) this.#columns[index]?.push(...column);
    const surplus = this.#times.length - mostPoints;
    if (surplus > 0) for (const column of [this.#times, ...this.#columns]) column.splice(0, surplus);
    this.#draw();
  }

  show(windowSeconds: number): void {
    this.#windowSeconds = windowSeconds;
    for (const button of document.querySelectorAll<HTMLElement>('[data-window]')) {
      button.setAttribute('aria-pressed', String(Number(button.dataset['window']) === windowSeconds));
    }
    this.#draw();
  }

  /** Colours have changed. */
  restyle(): void {
    for (const box of this.#boxes) box.restyle();
    this.#draw();
  }

  #draw(): void {
    const until = this.#times.at(-1) ?? 0;
    for (const box of this.#boxes) {
      let at = 0;
      const own: { line: SeriesLine; columns: (number | null)[][] }[] = [];
      for (const line of this.#lines) {
        const width = line.band ? 3 : 1;
        if (line.chart === box.name) own.push({ line, columns: this.#columns.slice(at, at + width) });
        at += width;
      }
      box.draw({
        times: this.#times,
        series: own,
        markers: this.#markers ?? [],
        range: [until - this.#windowSeconds, until],
      });
    }
  }
}
