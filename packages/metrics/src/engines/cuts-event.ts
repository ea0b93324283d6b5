import { isRecord } from '@slipstream/wire';
import type { AnswerCut } from './answer-cut.ts';
import { parseJsonBody } from './parse-json-body.ts';

const noChoices = Buffer.from('"choices":[]');
const noChoicesSpaced = Buffer.from('"choices": []');

/**
 * Whether an event of a stream is there only because metering asked for it. `data` is the event's data, without its field
 * name. It is asked for every event, so that all but those without choices are told from their bytes.
 */
export function cutsEvent(cut: AnswerCut, data: Uint8Array): boolean {
  if (cut.events.length === 0 || !mayHaveNoChoices(data)) return false;
  const event = parseJsonBody(data);
  if (!isRecord(event)) return false;
  const { choices } = event;
  if (!Array.isArray(choices) || choices.length > 0) return false;
  return cut.events.some((member) => event[member] !== undefined && event[member] !== null);
}

function mayHaveNoChoices(data: Uint8Array): boolean {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return bytes.includes(noChoices) || bytes.includes(noChoicesSpaced);
}
