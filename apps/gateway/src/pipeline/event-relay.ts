import type { AnswerCut } from '@slipstream/metrics';
import { GatewayError } from '../errors.ts';
import { EventBorder } from './event-border.ts';
import { hasData, isCut, isDone, isError } from './event-kind.ts';

/** An event larger than this is no event of an engine. */
const EVENT_LIMIT_BYTES = 8 * 1024 * 1024;

const nothing = new Uint8Array(0);

/**
 * Lets the bytes of a stream through, unchanged, but only whole events. A client can do nothing with a part of an event,
 * and an error event of ours put behind one would be read as its continuation. One read with whole events in it, the
 * usual case, goes through as the same object.
 */
export class EventRelay {
  readonly #cut: AnswerCut;
  readonly #border = new EventBorder();
  /** The event that has begun, in pieces: joined once, when it ends, so that tiny reads stay linear. */
  #begun: Uint8Array[] = [];
  #heldBytes = 0;
  #stopped = false;
  /** The event before this one was taken out. */
  #dropped = false;
  /** `[DONE]` and all behind it. It goes out only when the answer is known to be whole. */
  #ending: Uint8Array[] = [];
  /** Events with data so far. Comments are none: TGI sends them while it only waits. */
  dataEvents = 0;
  /** `[DONE]` has come: nothing of the answer is missing, whatever becomes of the connection. */
  sawDone = false;

  /** @param cut Events that were asked for by us alone, and go no further. */
  constructor(cut: AnswerCut) {
    this.#cut = cut;
  }

  /**
   * What may go on after this read; empty when no event ended in it. With `stopAtError`, the first error event (or the
   * `[DONE]` that engines put behind one) and all after it stay behind, in this read and every later one.
   * @throws GatewayError `upstream_malformed` when an event grows past all measure.
   */
  push(chunk: Uint8Array, stopAtError: boolean): Uint8Array {
    if (this.#stopped) return nothing;
    if (this.sawDone) return this.#hold(chunk);
    const out: Uint8Array[] = [];
    let eventStart = this.#begun.length === 0 && this.#border.completesBorder(chunk) ? 1 : 0;
    // The half of a line ending goes the way of the event that it ends.
    let passFrom = this.#dropped ? eventStart : 0;
    for (let end = this.#border.next(chunk, eventStart); end >= 0; end = this.#border.next(chunk, end)) {
      const begun = this.#takeBegun();
      const part = slice(chunk, eventStart, end);
      const verdict = this.#judge(begun.length === 0 ? part : join([...begun, part]), stopAtError);
      if (verdict === 'pass') {
        out.push(...begun);
      } else {
        if (eventStart > passFrom) out.push(chunk.subarray(passFrom, eventStart));
        if (verdict === 'hold') this.#hold(join([...begun, chunk.subarray(eventStart)]));
        if (verdict !== 'drop') return join(out);
        passFrom = end;
      }
      eventStart = end;
    }
    if (eventStart > passFrom) out.push(slice(chunk, passFrom, eventStart));
    if (eventStart < chunk.length) this.#keep(slice(chunk, eventStart, chunk.length));
    return join(out);
  }

  /**
   * What was kept back, to be sent once the answer is known to be whole: `[DONE]` and all that stands behind the last
   * whole event.
   */
  rest(): Uint8Array {
    return join([...this.#ending, ...this.#takeBegun()]);
  }

  #judge(event: Uint8Array, stopAtError: boolean): 'pass' | 'drop' | 'stop' | 'hold' {
    const done = isDone(event);
    this.#stopped = stopAtError && (done || isError(event));
    if (this.#stopped) return 'stop';
    this.sawDone = done;
    if (done) return 'hold';
    if (hasData(event)) this.dataEvents += 1;
    this.#dropped = isCut(this.#cut, event);
    return this.#dropped ? 'drop' : 'pass';
  }

  #hold(bytes: Uint8Array): Uint8Array {
    this.#ending.push(bytes);
    this.#heldBytes += bytes.length;
    this.#checkHeld();
    return nothing;
  }

  #keep(tail: Uint8Array): void {
    this.#begun.push(tail);
    this.#heldBytes += tail.length;
    this.#checkHeld();
  }

  #checkHeld(): void {
    if (this.#heldBytes <= EVENT_LIMIT_BYTES) return;
    throw new GatewayError('upstream_malformed', 'The engine sent an event that never ends.');
  }

  #takeBegun(): Uint8Array[] {
    const begun = this.#begun;
    this.#begun = [];
    this.#heldBytes = 0;
    return begun;
  }
}

/** A part of a read; all of it as the same object, since making another costs more than looking through its bytes. */
function slice(chunk: Uint8Array, from: number, to: number): Uint8Array {
  return from === 0 && to === chunk.length ? chunk : chunk.subarray(from, to);
}

function join(pieces: readonly Uint8Array[]): Uint8Array {
  const [first = nothing, ...others] = pieces;
  return others.length === 0 ? first : Buffer.concat(pieces);
}
