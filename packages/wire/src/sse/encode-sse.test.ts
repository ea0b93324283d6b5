import { describe, expect, it } from 'vitest';
import { encodeSse } from './encode-sse.ts';

describe('encodeSse', () => {
  it('writes one event, with a space after the colon or without', () => {
    expect(encodeSse('{"a":1}')).toBe('data: {"a":1}\n\n');
    expect(encodeSse('{"a":1}', { space: false })).toBe('data:{"a":1}\n\n');
  });

  it('writes a data line for each line', () => {
    expect(encodeSse('a\nb\r\nc\rd')).toBe('data: a\ndata: b\ndata: c\ndata: d\n\n');
  });

  it('writes a space before a line that begins with one, which a reader would otherwise drop', () => {
    expect(encodeSse(' a', { space: false })).toBe('data:  a\n\n');
  });
});
