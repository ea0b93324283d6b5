import { describe, expect, it } from 'vitest';
import { cutAnswer } from './cut-answer.ts';
import { bytes } from './stream-fixtures.ts';

const cut = { events: [], members: ['sglext'] };
const text = (body: Uint8Array) => new TextDecoder().decode(body);

describe('cutAnswer', () => {
  it('takes the member out and leaves every other byte as it was, unknown members included', () => {
    const body = bytes('{"id":"1", "vendor_field":[1.0],"sglext":{"a":[1]},"choices":[ {"index":0} ]}\n');
    expect(text(cutAnswer(cut, body))).toBe('{"id":"1", "vendor_field":[1.0],"choices":[ {"index":0} ]}\n');
  });

  it('gives the same object back where there is nothing to take out', () => {
    const body = bytes('{"choices":[{"sglext":1}]}');
    expect(cutAnswer(cut, body)).toBe(body);
    expect(cutAnswer({ events: ['usage'], members: [] }, body)).toBe(body);
    const broken = bytes('{"sglext":');
    expect(cutAnswer(cut, broken)).toBe(broken);
  });
});
