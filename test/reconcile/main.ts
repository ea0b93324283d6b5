/** `npm run reconcile`: do the ledger, the counters, the clients and the engines say the same? Exit code 0: yes, to the token. */
import { writeFileSync } from 'node:fs';
import { readOptions, usage } from './options.ts';
import type { ReconcileOptions } from './options.ts';
import { reconcile } from './reconcile.ts';
import { variantBooks } from './reconcile-report.ts';
import { reportText } from './report-text.ts';

const mostShown = 50;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(options: ReconcileOptions): Promise<number> {
  say(`${options.requests} requests of ${options.clients} clients, seed ${options.seed}\n`);
  const startedAtMs = performance.now();
  const result = await reconcile(options);
  const { differences } = result;
  const seconds = (performance.now() - startedAtMs) / 1000;
  const variants = variantBooks(result);
  say(reportText(variants, result.drives));
  for (const difference of differences.slice(0, mostShown)) say(JSON.stringify(difference));
  if (differences.length > mostShown) say(`… and ${differences.length - mostShown} more (--json FILE has all)`);
  say(`\n${differences.length} differences, ${seconds.toFixed(0)} s`);
  if (options.json !== null) {
    const { requests, clients, seed } = options;
    writeFileSync(options.json, `${JSON.stringify({ requests, clients, seed, variants, differences }, null, 2)}\n`);
  }
  return differences.length === 0 ? 0 : 1;
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) say(usage);
  else process.exitCode = await main(options);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
