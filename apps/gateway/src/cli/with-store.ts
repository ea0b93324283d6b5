import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { formatIssues, parseConfig } from '@slipstream/config';
import type { Config } from '@slipstream/config';
import { databaseFileOf } from '../store/database-file.ts';
import { errorText } from '../store/error-text.ts';
import { openStore } from '../store/service/open-store.ts';
import type { Store } from '../store/service/open-store.ts';
import { CliError } from './cli-context.ts';
import type { CliContext } from './cli-context.ts';

/**
 * Opens the database that a configuration names, beside a gateway that may be running with it, for as long as `use` takes.
 * @throws CliError where there is none, or it cannot be opened.
 */
export async function withStore<T>(
  configFile: string,
  { env, wallTime }: CliContext,
  use: (store: Store, config: Config) => Promise<T>,
): Promise<T> {
  const config = readConfig(configFile, env);
  const { database } = config;
  const file = databaseFileOf(database, configFile);
  if (file === null) throw new CliError(`${configFile} keeps neither a ledger nor keys: database.path is off.`);
  const store = await openStore({ ...database, file }, wallTime).catch((error: unknown) => {
    const where = database.url === null ? '' : 'The database of database.url cannot be used: ';
    throw new CliError(`${where}${errorText(error)}`, { cause: error });
  });
  try {
    return await use(store, config);
  } finally {
    await store.close();
  }
}

function readConfig(file: string, env: CliContext['env']): Config {
  const parsed = parseConfig(read(file), {
    file,
    env,
    readFile: (path) => readFileSync(resolve(dirname(file), path), 'utf8'),
  });
  if (!parsed.ok) throw new CliError(formatIssues(parsed.issues));
  return parsed.config;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CliError(`The configuration cannot be read: ${errorText(error)}`, { cause: error });
  }
}
