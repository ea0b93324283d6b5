import type { EngineAdapter } from '@slipstream/metrics';
import type { UpstreamHeaders } from '../ports.ts';
import type { AnswerReceiver } from './answer-receiver.ts';
import { fromEngineError } from './engine-error.ts';

/** More than this is no error message. */
const REFUSAL_LIMIT_BYTES = 64 * 1024;

export interface RefusalReceiverOptions {
  readonly adapter: EngineAdapter;
  readonly status: number;
  readonly engineHeaders: UpstreamHeaders;
}

/** An answer whose status is not 200. Its body is read for its reason and goes no further. */
export class RefusalReceiver implements AnswerReceiver {
  readonly #options: RefusalReceiverOptions;
  readonly #kept: Uint8Array[] = [];
  #bytes = 0;
  progress = 1;

  constructor(options: RefusalReceiverOptions) {
    this.#options = options;
  }

  bytes(chunk: Uint8Array): boolean {
    this.progress += 1;
    this.#kept.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes > REFUSAL_LIMIT_BYTES) this.end();
    return true;
  }

  end(): never {
    const { adapter, status, engineHeaders } = this.#options;
    const error = adapter.readError(status, Buffer.concat(this.#kept), engineHeaders['content-type'] ?? null);
    throw fromEngineError(error, engineHeaders);
  }

  /** A refusal that broke off is one all the same: its status came. */
  broken(): never {
    return this.end();
  }

  reading(): null {
    return null;
  }
}
