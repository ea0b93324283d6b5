import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TapOptions } from '../engine-adapter.ts';
import { bytes, chatToken, done, fed, sse, textToken, usage } from '../stream-fixtures.ts';
import { TgiTap } from './tgi-tap.ts';

const chat: TapOptions = { route: 'chat', draftTokens: 0 };
const completions: TapOptions = { route: 'completions', draftTokens: 0 };
const overloaded = { error: { message: 'Model is overloaded', http_status_code: 422 } };

describe('TgiTap, tokens', () => {
  it('counts every event as a token, the end token and empty pieces included', () => {
    const text = chatToken('Hi') + chatToken('') + chatToken('', { finish: 'stop' }) + done;
    expect(fed(new TgiTap(chat), text).finish()).toMatchObject({
      end: 'complete',
      tokens: { prompt: null, completion: 3, source: 'counted' },
      events: 3,
      finishReason: 'stop',
    });
  });

  it('believes usage and keeps its own count beside it', () => {
    const text =
      chatToken('a') + chatToken('b', { finish: 'length' }) + sse({ choices: [], usage: usage(7, 3) }) + done;
    const reading = fed(new TgiTap(chat), text).finish();
    expect(reading).toMatchObject({ tokens: { prompt: 7, completion: 3, source: 'engine' }, countedTokens: 2 });
  });

  it('keeps a usage of 0', () => {
    const text = chatToken('a', { finish: 'length' }) + sse({ choices: [], usage: usage(0, 0) }) + done;
    expect(fed(new TgiTap(chat), text).finish().tokens).toMatchObject({ prompt: 0, completion: 0, source: 'engine' });
  });

  it('adds the usage of several prompts, which TGI sends with the last token of each', () => {
    const text =
      textToken('a') +
      textToken('b', { index: 1 }) +
      textToken('c', { finish: 'length', rest: { usage: usage(3, 2) } }) +
      textToken('d', { index: 1, finish: 'length', rest: { usage: usage(4, 2) } }) +
      done;
    const reading = fed(new TgiTap(completions), text).finish();
    expect(reading.tokens).toMatchObject({ prompt: 7, completion: 4, source: 'engine' });
    expect(reading.speculation?.sums).toMatchObject({ requests: 2, tokens: 4, steps: 4 });
  });

  it('names the end of the generation that ended first', () => {
    const text = textToken('a', { finish: 'length' }) + textToken('b', { index: 1, finish: 'stop' }) + done;
    expect(fed(new TgiTap(completions), text).finish()).toMatchObject({ end: 'complete', finishReason: 'length' });
  });

  it('takes the times of the first and the last token, not of the end mark', () => {
    const tap = new TgiTap(chat);
    tap.push(bytes(':\n\n'), 5);
    expect(tap.firstTokenAtMs).toBeNull();
    tap.push(bytes(chatToken('a')), 10);
    expect(tap.firstTokenAtMs).toBe(10);
    tap.push(bytes(chatToken('b') + chatToken('c', { finish: 'stop' })), 30);
    tap.push(bytes(done), 50);
    expect(tap.finish()).toMatchObject({ firstTokenAtMs: 10, lastTokenAtMs: 30, readGapsMs: [20] });
  });

  it('reads the same from any chunking of the bytes', () => {
    const text = chatToken('é😀"finish_reason":') + chatToken('b') + chatToken('c', { finish: 'stop' }) + done;
    const whole = bytes(text);
    const expected = fed(new TgiTap(chat), text).finish();
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 80 }), { maxLength: 30 }), (sizes) => {
        const tap = new TgiTap(chat);
        let at = 0;
        for (const size of sizes) tap.push(whole.subarray(at, (at += size)), 0);
        tap.push(whole.subarray(at), 0);
        const { readGapsMs: _gaps, ...reading } = tap.finish();
        const { readGapsMs: _expectedGaps, ...rest } = expected;
        expect(reading).toEqual(rest);
      }),
    );
  });
});

describe('TgiTap, the end of the stream', () => {
  it.each([
    ['a finish_reason and [DONE]', chatToken('a', { finish: 'stop' }) + done],
    ['a finish_reason without [DONE] (TGI 2.0, or one that lost it)', chatToken('a', { finish: 'stop' })],
    ['[DONE] without finish_reason (tool calls of TGI 3)', chatToken('a') + done],
  ])('is complete with %s', (_name, text) => {
    expect(fed(new TgiTap(chat), text).finish().end).toBe('complete');
  });

  it.each([
    ['nothing at all', ''],
    ['a keep-alive only', ':\n\n'],
    ['tokens and no end', chatToken('a') + chatToken('b')],
    ['a cut inside an event', chatToken('a') + chatToken('b', { finish: 'stop' }).slice(0, -1)],
    ['a cut inside [DONE]', chatToken('a', { finish: 'stop' }) + 'data: [DO'],
  ])('is truncated with %s', (_name, text) => {
    expect(fed(new TgiTap(chat), text).finish().end).toBe('truncated');
  });

  it('is complete where completions of TGI 2.0 just stop, and truncated where those of 2.2 do', () => {
    const old =
      textToken('a', { fingerprint: '2.0.4-sha-8f22cb9' }) + textToken('b', { fingerprint: '2.0.4-sha-8f22cb9' });
    expect(fed(new TgiTap(completions), old).finish().end).toBe('complete');
    expect(fed(new TgiTap(completions), `${old}data: {"ch`).finish().end).toBe('truncated');
    expect(fed(new TgiTap(completions), textToken('a') + textToken('b')).finish().end).toBe('truncated');
  });

  it('is truncated while one of two prompts has not finished', () => {
    const text = textToken('a', { finish: 'length' }) + textToken('b', { index: 1 });
    expect(fed(new TgiTap(completions), text).finish().end).toBe('truncated');
  });

  it.each([
    ['an event that is not JSON', `${chatToken('a')}data: {"choices":\n\n`],
    ['JSON that is no chunk', `${chatToken('a')}data: {"hello":1}\n\n`],
    ['bytes that are not UTF-8', null],
  ])('is malformed with %s', (_name, text) => {
    const tap = new TgiTap(chat);
    tap.push(text === null ? Uint8Array.of(0x64, 0x61, 0x74, 0x61, 0x3a, 0x22, 0xff, 0x22, 10, 10) : bytes(text), 0);
    expect(tap.finish().end).toBe('malformed');
  });

  it('is malformed, and does not throw, with an event that never ends', () => {
    const tap = new TgiTap(chat);
    const megabyte = new Uint8Array(1024 * 1024).fill(0x61);
    tap.push(bytes(chatToken('a')), 0);
    for (let index = 0; index < 9; index += 1) tap.push(megabyte, index);
    expect(tap.finish()).toMatchObject({ end: 'malformed', events: 1 });
  });
});

describe('TgiTap, errors inside a 200 stream', () => {
  it('knows an overload of TGI 3 by its message, although it says 422', () => {
    const tap = fed(new TgiTap(chat), sse(overloaded));
    expect(tap.engineError).toEqual({ status: 429, code: 'overloaded', message: 'Model is overloaded' });
    expect(fed(tap, done).finish()).toMatchObject({ end: 'engine-error', events: 0 });
  });

  it('keeps what came before the error of a failed batch', () => {
    const error = { error: 'Request failed during generation: shard died', error_type: 'generation' };
    const reading = fed(new TgiTap(chat), chatToken('a') + chatToken('b') + sse(error) + done).finish();
    expect(reading).toMatchObject({ end: 'engine-error', events: 2, engineError: { status: 424, code: 'generation' } });
  });

  it('keeps to the first of two errors', () => {
    const second = { error: 'Incomplete generation', error_type: 'incomplete_generation' };
    expect(fed(new TgiTap(chat), sse(overloaded) + sse(second)).engineError).toMatchObject({ code: 'overloaded' });
  });

  it('has no words of its own to repeat from an error that TGI does not write', () => {
    const reading = fed(new TgiTap(chat), sse({ error: { secret: 'db password' } })).finish();
    expect(reading.engineError).toMatchObject({ status: 502, code: 'malformed' });
    expect(reading.engineError?.message).not.toContain('password');
  });
});
