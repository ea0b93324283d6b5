import type { RolloutTable } from '../../ports.ts';
import { PostgresRollouts } from './postgres-rollouts.ts';
import { SqliteRollouts } from './sqlite-rollouts.ts';

/** In the Postgres that gateways share, where there is one; else in a file. */
export function rolloutTableFor({ url, file }: { readonly url: string | null; readonly file: string }): RolloutTable {
  return url === null ? new SqliteRollouts(file) : new PostgresRollouts(url);
}
