import { CliError } from '../cli-context.ts';
import type { CliContext } from '../cli-context.ts';
import { AdminClient } from './admin-client.ts';

/** The admin API that is meant: by the option, else by the environment, else the usual one of this machine. */
export function clientOf({ env }: CliContext, given: string | undefined): AdminClient {
  const url = (given ?? env['SLIPSTREAM_ADMIN'] ?? 'http://127.0.0.1:9090').replace(/\/+$/, '');
  const key = env['SLIPSTREAM_ADMIN_KEY'] ?? '';
  if (key === '') throw new CliError('SLIPSTREAM_ADMIN_KEY is not set: it holds a key of admin.keys');
  return new AdminClient({ url, key });
}
