import { Hono } from 'hono';
import { GatewayError } from '../errors.ts';
import { readUsageQuery } from '../metering/usage/read-usage-query.ts';
import { usageCsv } from '../metering/usage/usage-csv.ts';
import type { UsageQuery } from '../metering/usage/usage-query.ts';
import type { UsageRow } from '../metering/usage/usage-report.ts';
import type { GenerationPorts } from '../pipeline/generation-ports.ts';
import type { GatewayEnv } from './generation-routes.ts';
import { keyOf } from './key-of.ts';
import { usageView } from './usage-view.ts';

/** Asks the ledger. Rejects where it cannot be asked just now. */
export type AskUsage = (query: UsageQuery) => Promise<readonly UsageRow[]>;

/** What the owner of the key has used; without keys, what everybody has. `ask` is null where nothing is booked. */
export function usageRoutes(
  ask: AskUsage | null,
  { authenticate, clock }: Pick<GenerationPorts, 'authenticate' | 'clock'>,
): Hono<GatewayEnv> {
  return new Hono<GatewayEnv>().get('/usage', async (c) => {
    const key = keyOf(c, authenticate);
    if (ask === null) throw new GatewayError('route_not_found', 'This gateway keeps no ledger (database.path is off).');
    const { since, until, by, format = 'json' } = c.req.query();
    const query = readUsageQuery({ since, until, by }, key?.name ?? null, clock.wallTime());
    if ('message' in query) throw invalid(query.name, query.message);
    if (format !== 'json' && format !== 'csv') throw invalid('format', 'must be json or csv');
    const rows = await ask(query).catch((cause: unknown) => {
      throw new GatewayError('ledger_unavailable', 'The ledger cannot be asked just now; try again.', { cause });
    });
    if (format === 'csv') return c.body(usageCsv(rows), 200, { 'content-type': 'text/csv; charset=utf-8' });
    return c.json(usageView(query, rows));
  });
}

function invalid(param: string, message: string): GatewayError {
  return new GatewayError('invalid_request', `The query parameter "${param}" ${message}.`, { param });
}
