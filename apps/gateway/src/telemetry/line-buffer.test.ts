import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { LineBuffer } from './line-buffer.ts';

function setUp() {
  const writes: string[] = [];
  return { writes, buffer: new LineBuffer({ write: (lines) => void writes.push(lines) }) };
}

describe('LineBuffer', () => {
  it('writes the lines of one turn at once, in their order, and those of the next turn after them', async () => {
    const { writes, buffer } = setUp();
    buffer.write('a\n');
    buffer.write('b\n');
    expect(writes).toEqual([]);
    await turn();
    buffer.write('c\n');
    await turn();
    expect(writes).toEqual(['a\nb\n', 'c\n']);
  });

  it('writes what waits when it is told to, and nothing twice', async () => {
    const { writes, buffer } = setUp();
    buffer.write('a\n');
    buffer.flush();
    buffer.flush();
    await turn();
    expect(writes).toEqual(['a\n']);
  });
});
