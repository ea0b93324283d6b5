import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const script = join(import.meta.dirname, '..', '..', 'apps', 'gateway', 'src', 'cli', 'main.ts');

/** `npm run slipstream -- …` against one admin API: its lines as they come, and its exit code. */
export async function slipstreamCli(
  words: readonly string[],
  admin: { readonly url: string; readonly key: string },
  onLine: (line: string) => void,
): Promise<number> {
  const env = { ...process.env, SLIPSTREAM_ADMIN: admin.url, SLIPSTREAM_ADMIN_KEY: admin.key };
  const child = spawn(process.execPath, [script, ...words], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
  for await (const line of createInterface({ input: child.stdout })) onLine(line);
  return await ended;
}
