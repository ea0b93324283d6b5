import { cutsEvent, isErrorObject, lacksChoices } from '@slipstream/metrics';
import type { AnswerCut } from '@slipstream/metrics';
import { isRecord, SseScanner, startsAt } from '@slipstream/wire';

const DONE = Buffer.from('[DONE]');
const DATA = Buffer.from('data:');
const SPACE = 0x20;
const LF = 0x0a;

/** OpenAI's end mark, `data: [DONE]` with or without the space. Looks at a dozen bytes: it is asked for every event. */
export function isDone(event: Uint8Array): boolean {
  let at = event[0] === LF ? 1 : 0;
  if (!startsAt(event, at, DATA)) return false;
  at += DATA.length;
  if (event[at] === SPACE) at += 1;
  return startsAt(event, at, DONE);
}

/** Whether the bytes hold an event at all: comments and blank lines alone make none. */
export function hasData(event: Uint8Array): boolean {
  return startsAt(event, event[0] === LF ? 1 : 0, DATA) || dataOf(event) !== null;
}

/** Whether an event is there only because metering asked for it. Only one without choices is ever parsed. */
export function isCut(cut: AnswerCut, event: Uint8Array): boolean {
  if (cut.events.length === 0 || !lacksChoices(event)) return false;
  const data = dataOf(event);
  return data !== null && cutsEvent(cut, Buffer.from(data));
}

/** An engine's error inside a stream, in any shape in use. Parses: ask only when the tap has seen an error. */
export function isError(event: Uint8Array): boolean {
  const value = parsedData(event);
  return isRecord(value) && isErrorObject(value);
}

function parsedData(event: Uint8Array): unknown {
  try {
    return JSON.parse(dataOf(event) ?? 'null');
  } catch {
    return null;
  }
}

function dataOf(event: Uint8Array): string | null {
  const found: string[] = [];
  new SseScanner({ maxEventBytes: event.length + 1 }).push(event, {
    event: (data) => found.push(Buffer.from(data.buffer, data.byteOffset, data.length).toString('utf8')),
  });
  return found[0] ?? null;
}
