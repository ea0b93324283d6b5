import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunk } from '../testing/scripted-tgi.ts';
import { StreamedAnswer } from './streamed-answer.ts';
import type { StreamOutcome } from './streamed-answer.ts';

const done = 'data: [DONE]\n\n';
const bytes = (text: string) => new TextEncoder().encode(text);
const event = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;

/** Each text is one read, 10 ms after the last. */
function read(...reads: readonly string[]): StreamOutcome {
  const answer = new StreamedAnswer();
  reads.forEach((text, index) => answer.push(bytes(text), 10 * index));
  return answer.finish();
}

describe('StreamedAnswer', () => {
  it("counts TGI's events as tokens and stamps them at their reads", () => {
    const { content, failure } = read(chunk(), chunk() + chunk(), chunk() + chunk('length') + done);
    expect(failure).toBeNull();
    expect(content).toMatchObject({ tokens: 5, tokenSource: 'events', finishReason: 'length', model: 'scripted' });
    expect([content.firstTokenAtMs, content.lastTokenAtMs]).toEqual([0, 20]);
  });

  it('takes the engine at its word where it states usage', () => {
    const usage = event({
      object: 'chat.completion.chunk',
      choices: [],
      usage: { prompt_tokens: 3, completion_tokens: 9, total_tokens: 12 },
    });
    const { content } = read(chunk(), chunk('stop'), usage + done);
    expect(content).toMatchObject({ tokens: 9, tokenSource: 'usage', lastTokenAtMs: 10 });
  });

  it('does not count an opening that only names the role as a token', () => {
    const delta = (value: object, finish: string | null = null) =>
      event({ choices: [{ delta: value, finish_reason: finish }] });
    const opening = delta({ role: 'assistant', content: '' });
    const { content } = read(opening, delta({ content: 'a' }), delta({ content: 'b' }, 'stop') + done);
    expect(content).toMatchObject({ tokens: 2, firstTokenAtMs: 10 });
  });

  it("counts TGI's empty first token, whose role comes in every chunk", () => {
    expect(read(chunk(null, ''), chunk('length') + done).content).toMatchObject({ tokens: 2, firstTokenAtMs: 0 });
  });

  it('fails on an error event inside the stream, in either form of TGI', () => {
    const overloaded = event({ error: 'Model is overloaded', error_type: 'overloaded' });
    const nested = event({ error: { message: 'Input validation error: x', http_status_code: 422 } });
    expect(read(overloaded + done).failure).toEqual({ kind: 'stream-error', message: 'Model is overloaded' });
    expect(read(chunk(), nested + done).failure?.message).toBe('Input validation error: x');
  });

  it.each([
    ['without [DONE]', [chunk(), chunk('length')], 'without [DONE]'],
    ['without a finish reason', [chunk(), done], 'without a finish reason'],
    ['inside an event', [chunk(), chunk('length').slice(0, -10)], 'inside an event'],
    ['before anything came', [], 'without a finish reason'],
  ])('fails when the stream ends %s', (_, reads, message) => {
    expect(read(...reads).failure).toMatchObject({ kind: 'truncated', message: expect.stringContaining(message) });
  });

  it('needs no [DONE] of TGI 2.0, which has none', () => {
    const old = (finish: string | null) =>
      event({
        object: 'text_completion',
        choices: [{ delta: { role: 'assistant', content: 'a' }, finish_reason: finish }],
      });
    expect(read(old(null), old('eos_token')).failure).toBeNull();
    expect(read(old(null)).failure?.kind).toBe('truncated');
  });

  it('fails on what is no chat completion chunk', () => {
    expect(read('data: {oops}\n\n').failure?.kind).toBe('malformed');
    expect(read('data: 7\n\n').failure?.kind).toBe('malformed');
  });

  it('reads the same from the same bytes however they are cut', () => {
    const whole = bytes(`:\n\n${chunk()}${chunk(null, 'é😀')}${chunk('length')}${done}`);
    fc.assert(
      fc.property(fc.array(fc.nat({ max: whole.length }), { maxLength: 12 }), (cuts) => {
        const answer = new StreamedAnswer();
        const borders = [0, ...cuts.toSorted((a, b) => a - b), whole.length];
        borders.slice(1).forEach((end, index) => answer.push(whole.subarray(borders[index], end), index));
        const { content, failure } = answer.finish();
        expect([content.tokens, content.finishReason, failure]).toEqual([3, 'length', null]);
      }),
    );
  });
});
