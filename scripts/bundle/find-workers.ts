import { globSync } from 'node:fs';
import { basename, join } from 'node:path';

/** The worker threads of an app by their names: every `*-worker.ts` in its sources. @throws Error when two have one name. */
export function findWorkers(root: string, app: string): Readonly<Record<string, string>> {
  const workers: Record<string, string> = {};
  for (const file of globSync(join('apps', app, 'src', '**', '*-worker.ts'), { cwd: root }).toSorted()) {
    const name = basename(file, '.ts');
    if (name in workers) throw new Error(`${workers[name] ?? ''} and ${file} would be one script: rename one.`);
    workers[name] = file;
  }
  return workers;
}
