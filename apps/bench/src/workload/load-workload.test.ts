import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { UsageError } from '../plan/usage-error.ts';
import { loadWorkload } from './load-workload.ts';

async function fileWith(text: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'samples.json');
  await writeFile(file, text);
  return file;
}

describe('loadWorkload', () => {
  it('has a built-in mix of six classes, at least ten prompts each, 60 to 500 characters, none twice', async () => {
    const { prompts, name } = await loadWorkload(null);
    const classes = Map.groupBy(prompts, (prompt) => prompt.class);
    expect(name).toBe('built-in');
    expect([...classes.keys()]).toEqual(['code', 'chat', 'extraction', 'summary', 'translation', 'reasoning']);
    for (const members of classes.values()) expect(members.length).toBeGreaterThanOrEqual(10);
    for (const { text } of prompts) expect(text.length >= 60 && text.length <= 500).toBe(true);
    expect(new Set(prompts.map(({ text }) => text)).size).toBe(prompts.length);
  });

  it('tells two sets of prompts apart by their hash, and one set by none', async () => {
    const conversations = (value: string) => JSON.stringify([{ id: 'a', conversations: [{ from: 'human', value }] }]);
    const [one, same, other] = await Promise.all(
      ['x', 'x', 'y'].map(async (value) => loadWorkload(await fileWith(conversations(value)))),
    );
    expect(one!.sha256).toBe(same!.sha256);
    expect(one!.sha256).not.toBe(other!.sha256);
  });

  it('says what is wrong with a file', async () => {
    await expect(loadWorkload('/nowhere/samples.json')).rejects.toThrow(
      '--data: cannot read /nowhere/samples.json (ENOENT)',
    );
    await expect(loadWorkload(await fileWith('[{'))).rejects.toThrow('is not JSON');
    await expect(loadWorkload(await fileWith('{}'))).rejects.toThrow('is not a JSON array');
    await expect(loadWorkload(await fileWith('{}'))).rejects.toThrow(UsageError);
  });
});
