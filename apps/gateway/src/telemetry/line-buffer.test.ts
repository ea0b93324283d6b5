import { describe, expect, it } from 'vitest';
import { ManualTime } from '../testing/manual-time.ts';
import { LineBuffer } from './line-buffer.ts';

function setUp() {
  const writes: string[] = [];
  const time = new ManualTime();
  return { writes, time, buffer: new LineBuffer({ write: (lines) => void writes.push(lines) }, time) };
}

describe('LineBuffer', () => {
  it('writes the lines of 20 ms at once, in their order, and later ones after them', () => {
    const { writes, time, buffer } = setUp();
    buffer.write('a\n');
    time.advance(19);
    buffer.write('b\n');
    expect(writes).toEqual([]);
    time.advance(1);
    buffer.write('c\n');
    time.advance(20);
    expect(writes).toEqual(['a\nb\n', 'c\n']);
    expect(time.alive).toBe(0);
  });

  it('does not wait when there is much', () => {
    const { writes, buffer } = setUp();
    const line = `${'x'.repeat(1023)}\n`;
    for (let count = 0; count < 20; count += 1) buffer.write(line);
    expect(writes).toEqual([line.repeat(16)]);
  });

  it('writes what waits when it is told to, and nothing twice', () => {
    const { writes, time, buffer } = setUp();
    buffer.write('a\n');
    buffer.flush();
    buffer.flush();
    time.advance(20);
    expect(writes).toEqual(['a\n']);
  });
});
