import { isRecord } from '@slipstream/wire';
import type { AnswerCut } from './answer-cut.ts';
import { parseJsonBody } from './parse-json-body.ts';

const choicesKey = Buffer.from('"choices"');
const space = 0x20;
const colon = 0x3a;
const openingBracket = 0x5b;
const closingBracket = 0x5d;

/**
 * Whether an event of a stream is there only because metering asked for it. `data` is the event's data, without its field
 * name. An event with a piece of answer is never parsed: see `lacksChoices`.
 */
export function cutsEvent(cut: AnswerCut, data: Uint8Array): boolean {
  if (cut.events.length === 0 || !lacksChoices(data)) return false;
  const event = parseJsonBody(data);
  if (!isRecord(event)) return false;
  const { choices } = event;
  if (!Array.isArray(choices) || choices.length > 0) return false;
  return cut.events.some((member) => event[member] !== undefined && event[member] !== null);
}

/**
 * Whether an event has an empty list of choices, told from its bytes in one search, since it is asked for every event. A
 * quotation mark inside a JSON string is written `\"`, so text of the answer cannot pass for the key.
 */
export function lacksChoices(event: Uint8Array): boolean {
  const bytes = Buffer.isBuffer(event) ? event : Buffer.from(event.buffer, event.byteOffset, event.byteLength);
  const key = bytes.indexOf(choicesKey);
  if (key === -1) return false;
  let at = skip(bytes, key + choicesKey.length);
  if (bytes[at] !== openingBracket) return false;
  at = skip(bytes, at + 1);
  return bytes[at] === closingBracket;
}

function skip(bytes: Uint8Array, from: number): number {
  let at = from;
  while (bytes[at] === space || bytes[at] === colon) at += 1;
  return at;
}
