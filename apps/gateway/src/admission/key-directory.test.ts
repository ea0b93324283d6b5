import { expect, it, describe } from 'vitest';
import { KeyDirectory } from './key-directory.ts';
import { testKey } from './testing/test-keys.ts';

const fromFile = testKey('team', 'sk-of-the-file');
const stored = testKey('other', 'sk-of-the-store');
const file = { keys: new Map([['team', fromFile]]) };
const noFile = { keys: null };

describe('KeyDirectory', () => {
  it('has no keys where there is no store and none in the file', () => {
    expect(new KeyDirectory(() => noFile, false).keys).toBeNull();
    expect(new KeyDirectory(() => file, false).keys).toBe(file.keys);
  });

  it('is closed until the store has said which keys it has', () => {
    const directory = new KeyDirectory(() => noFile, true);
    expect(directory.keys?.size).toBe(0);
    directory.learn({ good: [], none: true });
    expect(directory.keys).toBeNull();
  });

  it('stays closed when the last key was taken back', () => {
    const directory = new KeyDirectory(() => noFile, true);
    directory.learn({ good: [stored], none: false });
    expect(directory.keys?.get('other')).toBe(stored);
    directory.learn({ good: [], none: false });
    expect(directory.keys?.size).toBe(0);
  });

  it('has the keys of both, and those of the file first', () => {
    const directory = new KeyDirectory(() => file, true);
    directory.learn({ good: [stored, testKey('team', 'sk-another-one')], none: false });
    expect(directory.keys).toEqual(
      new Map([
        ['team', fromFile],
        ['other', stored],
      ]),
    );
  });

  it('is the same object until something changes', () => {
    let config: { keys: ReadonlyMap<string, typeof stored> | null } = file;
    const directory = new KeyDirectory(() => config, true);
    directory.learn({ good: [stored], none: false });
    const before = directory.keys;
    expect(directory.keys).toBe(before);
    config = noFile;
    expect(directory.keys).toEqual(new Map([['other', stored]]));
  });
});
