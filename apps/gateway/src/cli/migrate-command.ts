import { readDatabaseUrl } from '@slipstream/config';
import { errorText } from '../store/error-text.ts';
import { migrateDatabase } from '../store/postgres/migrate-database.ts';
import { CliError } from './cli-context.ts';
import type { CliContext } from './cli-context.ts';
import { command } from './command.ts';
import type { Command } from './command.ts';

const args = {
  'url-env': {
    type: 'string',
    default: 'SLIPSTREAM_DATABASE_URL',
    // The URL itself, with its password, would be seen by whoever may list processes.
    description: 'Environment variable that holds the URL of the database',
  },
} as const;

/** `slipstream migrate`: for a job that runs before the gateways of a new version do. Asked again, it changes nothing. */
export function migrateCommand({ env, err }: CliContext): Command {
  return command('Brings the Postgres that gateways share up to date', args, async ({ 'url-env': name }) => {
    const given = env[name];
    if (given === undefined) throw new CliError(`${name} is not set: the URL of the database belongs there.`);
    const url = readDatabaseUrl(given);
    if (!url.ok) throw new CliError(`${name} ${url.message}.`);
    await migrateDatabase(url.value).catch((error: unknown) => {
      throw new CliError(`The database of ${name} cannot be brought up to date: ${errorText(error)}`, { cause: error });
    });
    err('The database is up to date.\n');
  });
}
