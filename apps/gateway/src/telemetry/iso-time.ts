/** Writes times as `2026-01-31T12:00:00.000Z`. What is made for a second serves all lines of it. */
export class IsoTime {
  #second = Number.NaN;
  #beginning = '';

  text(wallMs: number): string {
    const whole = Math.floor(wallMs);
    const second = Math.floor(whole / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#beginning = new Date(second * 1000).toISOString().slice(0, -4);
    }
    const ms = whole - second * 1000;
    return `${this.#beginning}${ms < 10 ? '00' : ms < 100 ? '0' : ''}${ms}Z`;
  }
}
