/** The numbers in a moving window, kept in order, so that a quantile is a look-up. */
export class SortedWindow {
  readonly #sorted: number[] = [];

  add(value: number): void {
    let index = this.#sorted.length;
    while (index > 0 && (this.#sorted[index - 1] ?? value) > value) index -= 1;
    this.#sorted.splice(index, 0, value);
  }

  /** One number goes, another comes; undefined where the window is at an end of the series. */
  move(leaving: number | undefined, entering: number | undefined): void {
    const index = leaving === undefined ? -1 : this.#sorted.indexOf(leaving);
    if (index >= 0) this.#sorted.splice(index, 1);
    if (entering !== undefined) this.add(entering);
  }

  /** The number with the share `q` of the others below it, rounded down to one of them: of two, the lower. 0 when empty. */
  quantile(q: number): number {
    return this.#sorted[Math.floor((this.#sorted.length - 1) * q)] ?? 0;
  }
}
