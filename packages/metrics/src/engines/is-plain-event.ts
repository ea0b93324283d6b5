import { startsAt } from '@slipstream/wire';

const quote = 0x22;
const encoder = new TextEncoder();
const finishNull = encoder.encode('finish_reason":null');
const finishEmpty = encoder.encode('finish_reason":""');
const usageNull = encoder.encode('usage":null');
const usageKey = encoder.encode('usage":');
const indexZero = encoder.encode('index":0');
const indexKey = encoder.encode('index":');
const timingsKey = encoder.encode('timings":');
const errorWord = encoder.encode('error"');

/**
 * Whether an event is an ordinary piece of answer, told from its bytes in one pass so that it need not be parsed: some
 * `finish_reason` is null (or `""`, TGI's completions), and there is no usage, no timings (llama.cpp's), no error and no choice but the first. A
 * quotation mark inside a JSON string is written `\"`, so text of the answer cannot pass for a key. False means "parse
 * it", never "it is not".
 */
export function isPlainEvent(data: Uint8Array): boolean {
  let unfinished = false;
  // Byte by byte: an event has some forty quotation marks, and a call of indexOf for each costs more than the walk.
  for (let start = 1; start < data.length; start += 1) {
    if (data[start - 1] !== quote) continue;
    switch (data[start]) {
      case 0x66: // f
        unfinished ||= startsAt(data, start, finishNull) || startsAt(data, start, finishEmpty);
        break;
      case 0x75: // u
        if (startsAt(data, start, usageKey) && !startsAt(data, start, usageNull)) return false;
        break;
      case 0x69: // i
        if (startsAt(data, start, indexKey) && !startsAt(data, start, indexZero)) return false;
        break;
      case 0x74: // t
        if (startsAt(data, start, timingsKey)) return false;
        break;
      case 0x65: // e
        if (startsAt(data, start, errorWord)) return false;
        break;
      default:
    }
  }
  return unfinished;
}
