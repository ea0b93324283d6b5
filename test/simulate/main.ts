/** `npm run simulate`: the evidence for what packages/statistics claims, and for where its claims end. */
import { writeFileSync } from 'node:fs';
import { readOptions, usage } from './options.ts';
import type { SimulateOptions } from './options.ts';
import { reportText } from './report.ts';
import { simulate } from './simulate.ts';
import { startWorkers } from './workers.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(options: SimulateOptions): Promise<number> {
  await using workers = startWorkers();
  const results = await simulate(options, workers.run, (line) => void process.stderr.write(`${line}\n`));
  say(reportText(results));
  const missed = results.flatMap(({ bars }) => bars.filter(({ holds }) => !holds));
  say(
    `\n${missed.length === 0 ? 'All bars hold' : `${missed.length} bars missed`}; ${options.seeds} seeds from base ${options.seed}`,
  );
  if (options.json !== null) {
    const cells = results.map(({ summary, bars }) => ({ ...summary, bars }));
    writeFileSync(options.json, `${JSON.stringify({ seeds: options.seeds, seed: options.seed, cells }, null, 2)}\n`);
  }
  return missed.length === 0 ? 0 : 1;
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) say(usage);
  else process.exitCode = await main(options);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
