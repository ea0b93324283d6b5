import { describe, expect, it } from 'vitest';
import { blocksOf, missingLines } from '../../support/documents/command-blocks.ts';

const fence = '```';

function only(words: string, ...body: readonly string[]) {
  const { commands } = blocksOf('a.md', [`# A`, `${fence}${words}`, ...body, fence, ''].join('\n'));
  expect(commands).toHaveLength(1);
  return commands[0];
}

describe('blocksOf', () => {
  it('takes a block of sh as it is, and says where it stands', () => {
    expect(only('sh', 'npm run a \\', '  --b')).toEqual({
      document: 'a.md',
      line: 2,
      script: 'npm run a \\\n  --b',
      expected: [],
      exit: 0,
      noRun: null,
    });
  });

  it('takes what is typed out of a console, and expects the rest', () => {
    const block = only('console', "$ curl -d '{", "  }' \\", '  x', 'HTTP/1.1 200 OK', '', '$ next', 'said');
    expect(block?.script).toBe("curl -d '{\n  }' \\\n  x\nnext");
    expect(block?.expected).toEqual(['HTTP/1.1 200 OK', 'said']);
  });

  it('reads how it ends, and why it is not run', () => {
    expect(only('sh exit=22', 'curl x')?.exit).toBe(22);
    expect(only('sh no-run: needs a cluster', 'kubectl x')?.noRun).toBe('needs a cluster');
  });

  it.each(['sh no-run', 'sh no-run:', 'sh skip', 'console exit=x'])('refuses %j', (words) => {
    expect(() => only(words, 'x')).toThrow(/is neither exit=N nor no-run: REASON/);
  });

  it('refuses a block that does not end', () => {
    expect(() => blocksOf('a.md', `${fence}sh\nx\n`)).toThrow('a.md:1: this block does not end');
  });

  it('takes files by their first line, and no other block', () => {
    const text = [
      `${fence}yaml`,
      '# slipstream.yaml',
      'a: 1',
      fence,
      `${fence}yaml`,
      'b: 1',
      fence,
      fence,
      '$ x',
      fence,
    ].join('\n');
    expect(blocksOf('a.md', text)).toEqual({
      commands: [],
      files: [{ line: 1, name: 'slipstream.yaml', text: '# slipstream.yaml\na: 1\n' }],
    });
  });
});

describe('missingLines', () => {
  it('are those that were not said, … being anything and all else itself', () => {
    expect(missingLines(['a … c', 'a.c', 'd'], 'x a b c\nabc\nd\n')).toEqual(['a.c']);
  });
});
