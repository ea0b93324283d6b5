import type { Reading } from './reading.ts';

export const databaseUrlWanted = 'must be a URL such as postgres://user:password@host:5432/database';

/** The address of a Postgres, kept as it is written: it may hold a password, and is never shown. */
export function readDatabaseUrl(text: string): Reading<string> {
  const url = URL.parse(text);
  const isPostgres = url?.protocol === 'postgres:' || url?.protocol === 'postgresql:';
  if (url === null || !isPostgres || url.hostname === '') return { ok: false, message: databaseUrlWanted };
  if (url.pathname.length < 2) return { ok: false, message: 'must name a database after the host: …/slipstream' };
  return { ok: true, value: text };
}
