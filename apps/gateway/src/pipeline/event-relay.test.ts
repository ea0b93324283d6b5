import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventRelay } from './event-relay.ts';

const noCut = { events: [], members: [] };
/** The usage event is ours. */
const ours = { events: ['usage'], members: [] };

const bytes = (text: string): Uint8Array => Buffer.from(text);
const text = (pieces: readonly Uint8Array[]): string => Buffer.concat(pieces).toString();

const token = (content: string): string => `data: {"choices":[{"delta":{"content":"${content}"}}],"usage":null}\n\n`;
const usage = 'data: {"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}\n\n';
const error = 'data: {"error":{"message":"Request failed during generation: oom","http_status_code":422}}\n\n';
const done = 'data: [DONE]\n\n';

/** Cuts `whole` at the given places, in order. */
function cutAt(whole: Uint8Array, places: readonly number[]): Uint8Array[] {
  const borders = [0, ...places.map((place) => place % (whole.length + 1)).sort((a, b) => a - b), whole.length];
  return borders.slice(1).map((end, index) => whole.subarray(borders[index], end));
}

const anyCuts = fc.array(fc.nat(4000), { maxLength: 30 });

describe('EventRelay', () => {
  it('hands on a read of whole events as the same object', () => {
    const read = bytes(token('a') + token('b'));
    expect(new EventRelay(ours).push(read, false)).toStrictEqual(read);
    expect(new EventRelay(ours).push(read, false).buffer).toBe(read.buffer);
  });

  it('keeps back the beginning of an event until the rest has come', () => {
    const relay = new EventRelay(noCut);
    const [first, second] = [token('a'), token('b')];
    expect(text([relay.push(bytes(first + second.slice(0, 9)), false)])).toBe(first);
    expect(text([relay.push(bytes(second.slice(9, -1)), false)])).toBe('');
    expect(text([relay.push(bytes('\n'), false)])).toBe(second);
  });

  it('changes no byte of a stream, however it is cut and whatever its line endings', () => {
    const line = fc.constantFrom('\n', '\r', '\r\n');
    const event = fc.tuple(fc.constantFrom('data: {"a":1}', 'data:x', ': c', 'event: e', ''), line, line);
    fc.assert(
      fc.property(fc.array(event, { maxLength: 20 }), anyCuts, (events, cuts) => {
        const whole = bytes(events.map(([content, one, two]) => content + one + two).join(''));
        const relay = new EventRelay(ours);
        const passed = cutAt(whole, cuts).map((read) => relay.push(read, false));
        expect(text([...passed, relay.rest()])).toBe(text([whole]));
      }),
    );
  });

  it('takes out the usage event that we asked for, and nothing else, however the stream is cut', () => {
    const stream = (with_: string): string => `:\n\n${token('a')}${token('{\\"usage\\":{}')}${with_}${done}`;
    fc.assert(
      fc.property(anyCuts, fc.constantFrom('\n', '\r\n'), (cuts, newline) => {
        const relay = new EventRelay(ours);
        const whole = bytes(stream(usage).replaceAll('\n', newline));
        const passed = cutAt(whole, cuts).map((read) => relay.push(read, false));
        expect(text([...passed, relay.rest()])).toBe(stream('').replaceAll('\n', newline));
        expect(relay.sawDone).toBe(true);
      }),
    );
  });

  it('takes out what SGLang says of its speculation, and leaves the usage that the client asked for', () => {
    const details = 'data: {"choices":[],"usage":null,"sglext":{"spec_tokens_details":{"spec_verify_ct":4}}}\n\n';
    const relay = new EventRelay({ events: ['sglext'], members: [] });
    expect(text([relay.push(bytes(token('a') + details + usage + done), false)])).toBe(token('a') + usage);
    const both = new EventRelay({ events: ['usage', 'sglext'], members: [] });
    expect(text([both.push(bytes(token('a') + details + usage + done), false)])).toBe(token('a'));
  });

  it('leaves the usage event alone when the client asked for it', () => {
    const relay = new EventRelay(noCut);
    expect(text([relay.push(bytes(token('a') + usage + done), false)])).toBe(token('a') + usage);
  });

  it('keeps [DONE] back until somebody knows that the answer is whole', () => {
    const relay = new EventRelay(noCut);
    expect(text([relay.push(bytes(token('a') + done.slice(0, 8)), false)])).toBe(token('a'));
    expect(text([relay.push(bytes(done.slice(8)), false), relay.push(bytes('data: late\n\n'), false)])).toBe('');
    expect(relay.sawDone).toBe(true);
    expect(text([relay.rest()])).toBe(`${done}data: late\n\n`);
  });

  it('keeps usage that comes with the last choice, as in completions of TGI', () => {
    const last = 'data: {"choices":[{"text":"","finish_reason":"length"}],"usage":{"completion_tokens":2}}\n\n';
    expect(text([new EventRelay(ours).push(bytes(last), false)])).toBe(last);
  });

  it('stops before an error event, and lets nothing through after it', () => {
    const relay = new EventRelay(ours);
    expect(text([relay.push(bytes(token('a') + error.slice(0, 20)), false)])).toBe(token('a'));
    expect(text([relay.push(bytes(error.slice(20) + done), true)])).toBe('');
    expect(text([relay.push(bytes(done), false), relay.rest()])).toBe('');
    expect(relay.sawDone).toBe(false);
  });

  it('passes the tokens that came in one read with an error', () => {
    const relay = new EventRelay(noCut);
    expect(text([relay.push(bytes(token('a') + token('b') + error + done), true)])).toBe(token('a') + token('b'));
  });

  it('counts events with data, not comments', () => {
    const relay = new EventRelay(noCut);
    relay.push(bytes(':\n\n: waiting\n\n'), false);
    expect(relay.dataEvents).toBe(0);
    relay.push(bytes(`: note\n${token('a')}`), false);
    expect(relay.dataEvents).toBe(1);
  });

  it('refuses an event that never ends', () => {
    const relay = new EventRelay(noCut);
    const read = new Uint8Array(1024 * 1024).fill(0x61);
    expect(() => {
      for (let reads = 0; reads < 9; reads += 1) relay.push(read, false);
    }).toThrow('never ends');
  });
});
