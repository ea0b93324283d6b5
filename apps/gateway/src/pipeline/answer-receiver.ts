import type { AnswerReading } from '@slipstream/metrics';
import type { GatewayError } from '../errors.ts';

/**
 * What becomes of one answer of an engine, from its head on. Whoever throws a GatewayError from these has ended the
 * answer: the caller aborts the exchange where it still runs, and calls nothing but `reading` any more.
 */
export interface AnswerReceiver {
  /** Rises when the engine makes headway. Keep-alive comments are no headway, so that a stalled engine is found out. */
  readonly progress: number;
  /** One read. False: the client is behind, pause the engine. */
  bytes(chunk: Uint8Array, atMs: number): boolean;
  /** The exchange ended well. Throws where the answer in it did not. */
  end(atMs: number): void;
  /** The exchange broke, or was given up, for this reason. Throws it, unless the answer was whole by then. */
  broken(reason: GatewayError, atMs: number): void;
  /** What was read of it, whatever the end; null where there is nothing to read. */
  reading(atMs: number): AnswerReading | null;
}
