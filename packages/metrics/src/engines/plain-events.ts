import { startsAt } from '@slipstream/wire';
import { isPlainEvent } from './is-plain-event.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const encoder = new TextEncoder();

/** The members that hold a piece of answer, up to their opening quote: chat, completions. */
const textMembers = [encoder.encode('"content":"'), encoder.encode('"text":"')];

/**
 * Tells the plain events of one stream, nearly all of which differ from each other in nothing but the text: an event that
 * is byte for byte like an earlier plain one, up to the text and behind it, is plain too. That is two comparisons
 * instead of a look at each of some forty quotation marks.
 */
export class PlainEvents {
  /** A plain event that was looked at, and where its text lies. */
  #model: Uint8Array | null = null;
  #textStart = 0;
  #textEnd = 0;

  /** As {@link isPlainEvent}. The bytes are not kept. */
  has(data: Uint8Array): boolean {
    if (this.#model !== null && this.#isLike(this.#model, data)) return true;
    if (!isPlainEvent(data)) return false;
    this.#remember(data);
    return true;
  }

  #isLike(model: Uint8Array, data: Uint8Array): boolean {
    const start = this.#textStart;
    const behind = model.length - this.#textEnd;
    const end = data.length - behind;
    if (end < start) return false;
    for (let at = 0; at < start; at += 1) if (data[at] !== model[at]) return false;
    for (let at = 1; at <= behind; at += 1) if (data[data.length - at] !== model[model.length - at]) return false;
    // In between must be one JSON string: no quote that could end it, and none that escapes the one behind it.
    for (let at = start; at < end; at += 1) if (data[at] === QUOTE) return false;
    return data[end - 1] !== BACKSLASH;
  }

  #remember(data: Uint8Array): void {
    const start = textStart(data);
    this.#model = start === -1 ? null : data.slice();
    this.#textStart = start;
    this.#textEnd = start === -1 ? 0 : stringEnd(data, start);
  }
}

function textStart(data: Uint8Array): number {
  for (let at = 0; at < data.length; at += 1) {
    if (data[at] !== QUOTE) continue;
    for (const member of textMembers) if (startsAt(data, at, member)) return at + member.length;
  }
  return -1;
}

/** Where the closing quote of a JSON string stands. */
function stringEnd(data: Uint8Array, start: number): number {
  let at = start;
  while (at < data.length && data[at] !== QUOTE) at += data[at] === BACKSLASH ? 2 : 1;
  return Math.min(at, data.length);
}
