import * as fc from 'fast-check';
import { SseScanner } from '@slipstream/wire';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, chatBody } from '../../../apps/gateway/src/testing/raw-client.ts';
import { doneEvent, inChunk, lastChunk, streamHead } from '../../support/engine-bytes.ts';
import { RawFleet } from '../../support/raw-fleet.ts';
import type { RawCall } from '../../support/raw-upstream.ts';

/**
 * However the network cuts an answer, the client gets the same bytes, and the meter the same figures. Field issues:
 * vllm-project/aibrix#2266, PR#2653; gpustack#6155; litellm#30 and those beside it.
 */

const chunk = (content: string, rest = '"finish_reason":null'): string =>
  `{"object":"chat.completion.chunk","id":"","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"${content}"},${rest}}]}`;

interface EngineEvent {
  /** `\n` stands for the line ending of the stream. */
  readonly bytes: string;
  /** What it says; null: nothing. */
  readonly says: string | null;
  /** Only the gateway asked for it: the client must not see a byte of it. */
  readonly hidden?: true;
}

/** What the engine says it generated. Not the number of events, so that it cannot come from counting them. */
const usageTokens = 40;
const usage = `{"object":"chat.completion.chunk","id":"","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":${usageTokens},"total_tokens":43}}`;

/** Every form that an event may have. */
const events: readonly EngineEvent[] = [
  { bytes: ': a comment, with Grüße\n\n', says: null },
  { bytes: `data: ${chunk('é')}\n\n`, says: chunk('é') },
  { bytes: `data:${chunk('😀 数')}\n\n`, says: chunk('😀 数') },
  {
    bytes: `event: message\nid: 7\nretry: 10\ndata: ${chunk('a').slice(0, 40)}\ndata: ${chunk('a').slice(40)}\n: in between\n\n`,
    says: `${chunk('a').slice(0, 40)}\n${chunk('a').slice(40)}`,
  },
  { bytes: ':\n\n', says: null },
  { bytes: `data: ${chunk('', '"finish_reason":"stop"')}\n\n`, says: chunk('', '"finish_reason":"stop"') },
  { bytes: `data: ${usage}\n\n`, says: usage, hidden: true },
  { bytes: doneEvent, says: '[DONE]' },
];
const shown = events.filter(({ hidden }) => hidden !== true);
const lineEndings = [
  ['LF', '\n'],
  ['CRLF', '\r\n'],
  ['CR', '\r'],
] as const;

let fleet: RawFleet;

beforeAll(async () => {
  fleet = await RawFleet.start();
});

afterAll(async () => {
  await fleet?.[Symbol.asyncDispose]();
});

/** The whole answer as it lies on the wire: head, one HTTP chunk per event, end. */
function onTheWire(newline: string): Buffer {
  const chunks = events.map(({ bytes }) => inChunk(bytes.replaceAll('\n', newline)));
  return Buffer.concat([Buffer.from(streamHead), ...chunks, Buffer.from(lastChunk)]);
}

/** Writes the parts so that the gateway reads each by itself. */
async function sendParts(call: RawCall, parts: readonly Buffer[]): Promise<void> {
  for (const [index, part] of parts.entries()) {
    call.socket.write(part);
    if (index < parts.length - 1) await fleet.hasRead();
  }
}

async function askThrough(parts: readonly Buffer[]): Promise<{ readonly text: string; readonly complete: boolean }> {
  const arrival = fleet.upstream.next();
  const answer = ask(fleet.url, { ...chatBody, stream: true });
  await sendParts(await arrival, parts);
  return await answer;
}

function splitAt(whole: Buffer, places: readonly number[]): Buffer[] {
  const borders = [...new Set(places)].sort((a, b) => a - b);
  return [...borders, whole.length].map((end, index) => whole.subarray(borders[index - 1] ?? 0, end));
}

function eventsOf(bytes: string): string[] {
  const seen: string[] = [];
  new SseScanner().push(Buffer.from(bytes), { event: (data) => seen.push(Buffer.from(data).toString()) });
  return seen;
}

async function tokensAndAnswers(): Promise<readonly [tokens: number, answers: number]> {
  const metrics = await fleet.metrics();
  const answers = metrics.sum('slipstream_requests_total', { outcome: 'ok' });
  return [metrics.sum('slipstream_completion_tokens_total'), answers];
}

describe.each(lineEndings)('a stream with %s', { timeout: 60_000 }, (_name, newline) => {
  const wire = onTheWire(newline);
  const expected = {
    status: 200,
    complete: true,
    text: shown.map(({ bytes }) => bytes.replaceAll('\n', newline)).join(''),
  };

  it('is the same in two reads, split at every byte of it, head and framing included', async () => {
    const before = await tokensAndAnswers();
    for (let place = 1; place < wire.length; place += 1) {
      expect(await askThrough(splitAt(wire, [place])), `split at byte ${place}`).toMatchObject(expected);
    }
    const splits = wire.length - 1;
    expect(await tokensAndAnswers()).toEqual([before[0] + splits * usageTokens, before[1] + splits]);
  });

  it('is the same in reads of one byte', async () => {
    const parts = Array.from(wire, (byte) => Buffer.from([byte]));
    const answer = await askThrough(parts);
    expect(answer).toMatchObject(expected);
    expect(eventsOf(answer.text)).toEqual(shown.flatMap(({ says }) => says ?? []));
  });

  it('is the same in reads of any sizes', async () => {
    const places = fc.array(fc.integer({ min: 1, max: wire.length - 1 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(places, async (cuts) => {
        expect(await askThrough(splitAt(wire, cuts))).toMatchObject(expected);
      }),
      { numRuns: 60, seed: 20_261_122 },
    );
  });
});
