import { dirname, resolve } from 'node:path';
import type { Database } from '@slipstream/config';

/** Like every file that a configuration names, it lies beside that one. Null: nothing is kept. */
export function databaseFileOf({ path }: Pick<Database, 'path'>, configFile: string): string | null {
  return path === null ? null : resolve(dirname(configFile), path);
}
