import { randomBytes } from 'node:crypto';

/** 72 random bits for the process and a counter: no two rows of any gateways share an id, and none costs a random number. */
export class LedgerIds {
  readonly #prefix = randomBytes(9).toString('base64url');
  #count = 0;

  next(): string {
    this.#count += 1;
    return `${this.#prefix}.${this.#count.toString(36)}`;
  }
}
