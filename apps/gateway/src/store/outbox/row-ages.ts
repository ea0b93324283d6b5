/** A mark is two numbers: as many as a retention of ten years has of these. */
const MARK_EVERY_MS = 60 * 60_000;

/**
 * How long rows have been there, by a clock that nobody sets. A row's own stamp comes from the wall clock, which may have
 * stood wrong when it was written: it must not cost the row its life.
 */
export class RowAges {
  /** In the order of time: the newest row there was then. */
  readonly #marks: { readonly atMs: number; readonly rowid: number }[] = [];

  /** `nowMs`: monotonic. Call it as often as you like. */
  note(newestRowid: number, nowMs: number): void {
    const last = this.#marks.at(-1);
    if (last === undefined || nowMs - last.atMs >= MARK_EVERY_MS) this.#marks.push({ atMs: nowMs, rowid: newestRowid });
  }

  /** The newest of the rows that were there this long ago already; 0: none is known to have been. */
  newestOlderThan(ageMs: number, nowMs: number): number {
    let found = 0;
    for (const { atMs, rowid } of this.#marks) if (nowMs - atMs >= ageMs) found = rowid;
    while ((this.#marks[1]?.atMs ?? nowMs) <= nowMs - ageMs) this.#marks.shift();
    return found;
  }
}
