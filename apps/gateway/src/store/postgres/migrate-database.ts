import { PostgresRollouts } from '../rollouts/postgres-rollouts.ts';
import { openPostgres } from './open-postgres.ts';
import { migratePostgres } from './postgres-migrations.ts';

/**
 * Makes all tables that gateways share, and brings them up to date. Gateways do it by themselves as well; whoever does it before
 * they start sees it fail before anybody is served. Rejects with what Postgres says.
 */
export async function migrateDatabase(url: string): Promise<void> {
  const postgres = openPostgres(url, 1);
  try {
    await migratePostgres(postgres);
  } finally {
    await postgres.close();
  }
  const rollouts = new PostgresRollouts(url);
  try {
    // Its tables are made before the first answer.
    await rollouts.rows();
  } finally {
    await rollouts.close();
  }
}
