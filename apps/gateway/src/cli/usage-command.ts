import { readUsageQuery } from '../metering/usage/read-usage-query.ts';
import { usageDimensions } from '../metering/usage/usage-query.ts';
import { usageCsv } from '../metering/usage/usage-csv.ts';
import { askUsage } from '../store/service/ask-usage.ts';
import { CliError } from './cli-context.ts';
import type { CliContext } from './cli-context.ts';
import { command } from './command.ts';
import type { Command } from './command.ts';
import { configArg } from './config-arg.ts';
import { usageTable } from './usage-table.ts';
import { withStore } from './with-store.ts';

const args = {
  ...configArg,
  by: { type: 'string', default: 'variant', description: `${usageDimensions.join(', ')}; several with commas` },
  since: { type: 'string', default: '24h', description: 'An age (24h, 30d), a day or a time (UTC)' },
  until: { type: 'string', description: 'Likewise; default: now' },
  key: { type: 'string', description: 'Of this key alone' },
  format: {
    type: 'enum',
    options: ['table', 'json', 'csv'] as ('table' | 'json' | 'csv')[],
    default: 'table',
    description: 'How it is printed',
  },
} as const;

/** What was asked for, what it took, and what speculation made of it. */
export function usageCommand(context: CliContext): Command {
  const description = 'Tokens, steps, acceleration and GPU-seconds saved, from the ledger';
  return command(description, args, async ({ config, by, since, until, key, format }) => {
    const query = readUsageQuery({ by, since, until }, key ?? null, context.wallTime());
    if ('message' in query) throw new CliError(`--${query.name} ${query.message}`);
    const rows = await withStore(config, context, (store) => askUsage(store, query));
    if (format === 'json') context.out(`${JSON.stringify(rows, null, 2)}\n`);
    else if (format === 'csv') context.out(usageCsv(rows));
    else if (rows.length === 0) context.err('Nothing was booked in that time.\n');
    else context.out(usageTable(query.by, rows));
  });
}
