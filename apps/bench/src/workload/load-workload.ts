import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { UsageError } from '../plan/usage-error.ts';
import builtInMix from './prompts.json' with { type: 'json' };
import type { Prompt } from './prompt.ts';
import { readShareGpt } from './read-sharegpt.ts';

export interface Workload {
  /** `built-in` or the file's path. */
  readonly name: string;
  /** Of the prompts as they are sent, so that two runs can be told to have asked the same. */
  readonly sha256: string;
  readonly prompts: readonly Prompt[];
  /** Conversations without a usable human turn. */
  readonly skipped: number;
}

/** The prompts of a file in ShareGPT's form, or without one our own mix. Throws {@link UsageError} for an unusable file. */
export async function loadWorkload(file: string | null): Promise<Workload> {
  const reading = readShareGpt(file === null ? builtInMix : await readJson(file));
  if (!reading.ok) throw new UsageError(`--data: ${file ?? 'built-in'} ${reading.message}`);
  const { prompts, skipped } = reading;
  const sha256 = createHash('sha256').update(JSON.stringify(prompts)).digest('hex');
  return { name: file ?? 'built-in', sha256, prompts, skipped };
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`--data: cannot read ${file} (${(error as NodeJS.ErrnoException).code ?? String(error)})`);
  });
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new UsageError(`--data: ${file} is not JSON: ${(error as Error).message}`);
  }
}
