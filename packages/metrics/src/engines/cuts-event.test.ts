import { describe, expect, it } from 'vitest';
import { cutsEvent } from './cuts-event.ts';
import { sglangDetails, sglangStatement, sglangStep, sglangUsage } from './sglang/sglang-fixtures.ts';
import { bytes } from './stream-fixtures.ts';
import { vllmStatement, vllmUsage } from './vllm/vllm-fixtures.ts';

const usage = { events: ['usage'], members: [] };
const details = { events: ['sglext'], members: [] };
const both = { events: ['usage', 'sglext'], members: [] };

/** The data of an event as it stands in a stream. */
function data(event: string): Uint8Array {
  return bytes(event.slice('data: '.length).trimEnd());
}

describe('cutsEvent', () => {
  it('cuts the event that was asked for, and not the one that the client asked for', () => {
    expect(cutsEvent(usage, data(vllmUsage(5, 11)))).toBe(true);
    expect(cutsEvent(usage, data(vllmUsage(5, 11, vllmStatement)))).toBe(true);
    expect(cutsEvent(details, data(sglangDetails(sglangStatement)))).toBe(true);
    expect(cutsEvent(details, data(sglangUsage(5, 11)))).toBe(false);
    // Its `usage` is there, and null.
    expect(cutsEvent(usage, data(sglangDetails(sglangStatement)))).toBe(false);
    expect(cutsEvent(both, data(sglangUsage(5, 11)))).toBe(true);
    expect(cutsEvent({ events: [], members: [] }, data(vllmUsage(5, 11)))).toBe(false);
  });

  it('cuts the event of a server that writes JSON with blanks', () => {
    expect(
      cutsEvent(usage, bytes('{"id": "x", "choices": [], "usage": {"prompt_tokens": 1, "completion_tokens": 2}}')),
    ).toBe(true);
  });

  it.each([
    ['a piece of answer', sglangStep('x')],
    ['a piece of answer whose text speaks of it', sglangStep('"choices":[],"usage":{"prompt_tokens":1}')],
    ['a piece of answer with usage on it', `data: {"choices":[{"index":0,"delta":{}}],"usage":{"prompt_tokens":1}}`],
    ['the end', 'data: [DONE]'],
    ['an error', 'data: {"error":{"message":"\\"choices\\":[]"}}'],
    ['an event without choices that says something else', 'data: {"choices":[],"prompt_filter_results":[]}'],
    ['no JSON', 'data: "choices":[] "usage":1'],
  ])('lets %s through', (_name, event) => {
    expect(cutsEvent(both, data(event))).toBe(false);
  });
});
