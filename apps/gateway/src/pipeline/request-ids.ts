import type { Random } from '../ports.ts';

const wellFormed = /^[A-Za-z0-9._-]{1,128}$/;

/**
 * Request ids: a random prefix per process and a counter, unique without a UUID per request (facts: a UUID and a hash
 * per request are among the avoidable costs). A client's own id is kept if it cannot break a log line or a header.
 */
export class RequestIds {
  readonly #prefix: string;
  #count = 0;

  constructor(random: Random) {
    this.#prefix = `req-${word(random)}${word(random)}`;
  }

  next(fromClient: string | undefined): string {
    if (fromClient !== undefined && wellFormed.test(fromClient)) return fromClient;
    this.#count += 1;
    return `${this.#prefix}-${this.#count.toString(36)}`;
  }
}

/** 30 bits as six characters. */
function word(random: Random): string {
  return Math.floor(random() * 2 ** 30)
    .toString(36)
    .padStart(6, '0');
}
