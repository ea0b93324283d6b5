import { byId } from './element.ts';
import type { TailMessage } from './messages.ts';

const mostRows = 200;

/** The last requests: new ones at the top, held still while somebody reads, filtered as is wished. */
export class LiveTail {
  readonly #rows = byId('tail-rows', HTMLTableSectionElement);
  readonly #outcome = byId('tail-outcome', HTMLSelectElement);
  readonly #variant = byId('tail-variant', HTMLInputElement);
  readonly #pause = byId('tail-pause', HTMLButtonElement);
  readonly #skipped = byId('tail-skipped', HTMLElement);
  #waiting: string[] = [];
  #isHeld = false;
  /** Of the newest request that the page has. */
  upTo: number;

  constructor(upTo: number) {
    this.upTo = upTo;
    this.#outcome.addEventListener('change', () => this.#filter());
    this.#variant.addEventListener('input', () => this.#filter());
    this.#pause.addEventListener('click', () => this.toggleHold());
  }

  take({ rows, skipped, upTo }: TailMessage): void {
    this.upTo = upTo;
    this.#skipped.textContent = skipped === 0 ? '' : `and ${skipped} more in that second`;
    this.#waiting.push(rows);
    if (!this.#isHeld) this.#show();
    else this.#waiting = this.#waiting.slice(-mostRows);
  }

  toggleHold(): void {
    this.#isHeld = !this.#isHeld;
    this.#pause.setAttribute('aria-pressed', String(this.#isHeld));
    this.#pause.textContent = this.#isHeld ? 'Go on' : 'Hold still';
    if (!this.#isHeld) this.#show();
  }

  #show(): void {
    for (const rows of this.#waiting) {
      const template = document.createElement('template');
      template.innerHTML = rows;
      this.#rows.prepend(template.content);
    }
    this.#waiting = [];
    byId('tail-empty', HTMLElement).hidden = this.#rows.rows.length > 0;
    for (const row of Array.from(this.#rows.rows).slice(mostRows)) row.remove();
    this.#filter();
  }

  #filter(): void {
    const variant = this.#variant.value.trim().toLowerCase();
    for (const row of this.#rows.rows) {
      const isOk = row.dataset['outcome'] === 'ok';
      const isWanted = this.#outcome.value === '' || (this.#outcome.value === 'ok') === isOk;
      row.hidden = !isWanted || !(row.dataset['variant'] ?? '').toLowerCase().includes(variant);
    }
  }
}
