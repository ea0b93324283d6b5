import { byId } from './element.ts';

/** The answer of the admin API where it did not do what it was asked. */
interface Refused {
  readonly error?: { readonly code?: string; readonly message?: string };
}

interface Asked {
  readonly act: string;
  readonly rollout: string;
  readonly full: boolean;
  readonly revision: number;
  /** Of this one command: sent again after a lost answer, it is decided once. */
  readonly idempotencyKey: string;
}

/** Asks whether and why, and then the admin API, with the revision that the page was at when it was opened. */
export class ActDialog {
  readonly #dialog: HTMLDialogElement;
  readonly #token: string;
  readonly #why = byId('act-why', HTMLInputElement);
  readonly #name = byId('act-name', HTMLInputElement);
  readonly #do = byId('act-do', HTMLButtonElement);
  readonly #problem = byId('act-problem', HTMLElement);
  #asked: Asked | null = null;
  /** Must be typed; empty: nothing. */
  #wanted = '';

  constructor(dialog: HTMLDialogElement, token: string) {
    this.#dialog = dialog;
    this.#token = token;
    byId('act-cancel', HTMLButtonElement).addEventListener('click', () => dialog.close());
    this.#name.addEventListener('input', () => this.#look());
    dialog.querySelector('form')?.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#send();
    });
  }

  ask({ dataset }: HTMLElement): void {
    const { act = '', rollout = '', revision = '0', label = '', says = '', look = 'plain' } = dataset;
    const idempotencyKey = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
      byte.toString(16).padStart(2, '0'),
    );
    this.#asked = {
      act,
      rollout,
      full: dataset['full'] === 'true',
      revision: Number(revision),
      idempotencyKey: idempotencyKey.join(''),
    };
    this.#wanted = dataset['typed'] === 'true' ? rollout : '';
    byId('act-title', HTMLElement).textContent = rollout === '' ? label : `${label}: ${rollout}`;
    byId('act-says', HTMLElement).textContent = says;
    byId('act-at', HTMLElement).textContent =
      rollout === '' ? '' : `As seen at revision ${revision}. If it has moved since, nothing is done.`;
    byId('act-typed', HTMLElement).hidden = this.#wanted === '';
    byId('act-wanted', HTMLElement).textContent = this.#wanted;
    this.#do.textContent = label;
    this.#do.className = `button is-${look === 'plain' ? 'primary' : look}`;
    this.#why.value = '';
    this.#name.value = '';
    this.#tell(null);
    this.#look();
    this.#dialog.showModal();
    this.#why.focus();
  }

  #look(): void {
    this.#do.disabled = this.#wanted !== '' && this.#name.value !== this.#wanted;
  }

  async #send(): Promise<void> {
    const asked = this.#asked;
    if (asked === null || this.#do.disabled) return;
    this.#do.disabled = true;
    try {
      const response = await fetch(...this.#request(asked));
      if (response.ok) return this.#dialog.close();
      const { error } = (await response.json().catch(() => ({}))) as Refused;
      this.#tell(error?.message ?? `The gateway answered ${response.status}.`);
    } catch {
      this.#tell(
        'The gateway could not be reached: nothing is known of what it did. Try again: it will not be done twice.',
      );
    } finally {
      this.#look();
    }
  }

  #request({ act, rollout, full, revision, idempotencyKey }: Asked): Parameters<typeof fetch> {
    const why = this.#why.value;
    const headers = {
      'content-type': 'application/json',
      'x-slipstream-token': this.#token,
      'idempotency-key': idempotencyKey,
    };
    if (act === 'release') return ['/api/v1/brake', { method: 'DELETE', headers }];
    if (act === 'brake') return ['/api/v1/brake', { method: 'POST', headers, body: JSON.stringify({ why }) }];
    const body = JSON.stringify({ why, full, expected: { revision } });
    return [`/api/v1/rollouts/${encodeURIComponent(rollout)}/${act}`, { method: 'POST', headers, body }];
  }

  #tell(problem: string | null): void {
    this.#problem.hidden = problem === null;
    this.#problem.textContent = problem ?? '';
  }
}
