import type { SpanContext } from '@opentelemetry/api';
import type { Random } from '../ports.ts';

const WORD = 0x1_0000_0000;

/**
 * Makes the contexts of new traces that nobody keeps. Their ids only tell requests apart: a random beginning for each
 * process and a count, which costs a fifth of random digits. Traces that are kept have random ids, of the SDK's.
 */
export class UnsampledTraces {
  readonly #beginning: string;
  #count: number;

  constructor(random: Random) {
    const word = (): number => Math.floor(random() * WORD);
    this.#beginning = digits(word()) + digits(word()) + digits(word());
    this.#count = word();
  }

  next(): SpanContext {
    // Never 0: an id of zeros only is none.
    this.#count = (this.#count % (WORD - 1)) + 1;
    const end = digits(this.#count);
    return { traceId: this.#beginning + end, spanId: this.#beginning.slice(16) + end, traceFlags: 0 };
  }
}

/** Random ids of a trace that is kept, and of its spans; never of zeros only. */
export class RandomIds {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  trace(): string {
    return this.span() + this.span();
  }

  span(): string {
    return digits(1 + Math.floor(this.#random() * (WORD - 1))) + digits(Math.floor(this.#random() * WORD));
  }
}

/** Eight hexadecimal digits. */
function digits(word: number): string {
  return (WORD + word).toString(16).slice(1);
}
