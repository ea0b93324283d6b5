import { isRecord, SseScanner } from '@slipstream/wire';

const DONE = Buffer.from('[DONE]');
const DATA = Buffer.from('data:');
const USAGE = Buffer.from('"usage"');
const USAGE_NULL_END = Buffer.from('"usage":null}');
const SPACE = 0x20;
const LF = 0x0a;
const CR = 0x0d;
const COLON = 0x3a;
const OPENING_BRACE = 0x7b;

/** OpenAI's end mark, `data: [DONE]` with or without the space. Looks at a dozen bytes: it is asked for every event. */
export function isDone(event: Uint8Array): boolean {
  let at = event[0] === LF ? 1 : 0;
  if (!startsAt(event, DATA, at)) return false;
  at += DATA.length;
  if (event[at] === SPACE) at += 1;
  return startsAt(event, DONE, at);
}

/** Whether the bytes hold an event at all: comments and blank lines alone make none. */
export function hasData(event: Uint8Array): boolean {
  return startsAt(event, DATA, event[0] === LF ? 1 : 0) || dataOf(event) !== null;
}

/**
 * The usage event of `stream_options.include_usage`: usage and no choices. Ordinary events (`"usage":null` or none)
 * are told apart by bytes; only an event with a usage object is parsed, which is one per stream.
 */
export function isUsageOnly(event: Uint8Array): boolean {
  if (endsInNoUsage(event) || !holdsUsageObject(event)) return false;
  const value = parsedData(event);
  return (
    isRecord(value) && isRecord(value['usage']) && Array.isArray(value['choices']) && value['choices'].length === 0
  );
}

/** An engine's error inside a stream, in any shape in use. Parses: ask only when the tap has seen an error. */
export function isError(event: Uint8Array): boolean {
  const value = parsedData(event);
  if (!isRecord(value)) return false;
  return (value['error'] !== undefined && value['error'] !== null) || value['object'] === 'error';
}

/** `"usage":null` as the last member, which is how TGI 3 ends all its events but one: the look at the end settles it. */
function endsInNoUsage(event: Uint8Array): boolean {
  let end = event.length;
  while (event[end - 1] === LF || event[end - 1] === CR) end -= 1;
  return startsAt(event, USAGE_NULL_END, end - USAGE_NULL_END.length);
}

function holdsUsageObject(event: Uint8Array): boolean {
  const bytes = Buffer.from(event.buffer, event.byteOffset, event.length);
  for (let at = bytes.indexOf(USAGE); at >= 0; at = bytes.indexOf(USAGE, at + 1)) {
    let value = at + USAGE.length;
    while (bytes[value] === SPACE || bytes[value] === COLON) value += 1;
    if (bytes[value] === OPENING_BRACE) return true;
  }
  return false;
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

function startsAt(bytes: Uint8Array, word: Uint8Array, at: number): boolean {
  for (let index = 0; index < word.length; index += 1) {
    if (bytes[at + index] !== word[index]) return false;
  }
  return true;
}
