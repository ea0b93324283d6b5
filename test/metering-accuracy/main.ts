/** `npm run metering-accuracy`: how far estimates from arrival clusters are from the truth. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { holdsBars } from './accuracy-row.ts';
import { conclusionsCost } from './conclusions-cost.ts';
import { estimateCost } from './estimate-cost.ts';
import { liveRows } from './live-rows.ts';
import { reportText } from './report-text.ts';
import { simulatedRows } from './simulated-rows.ts';
import { virtualRows } from './virtual-rows.ts';
import { writeResults } from './write-results.ts';

const usage = `usage: metering-accuracy [--quick] [--no-live] [--json FILE] [--write]
  --quick      fewer answers, and over sockets only the fast servers: half a minute
  --no-live    only what is deterministic
  --json FILE  the rows, for machines
  --write      the tables into docs/metering-accuracy.md
Exit code 1 when a bar is missed.`;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      quick: { type: 'boolean', default: false },
      live: { type: 'boolean', default: true },
      json: { type: 'string' },
      write: { type: 'boolean', default: false },
    },
    allowNegative: true,
  });
  if (values.help) {
    say(usage);
    return 0;
  }
  const rows = [...simulatedRows(values.quick ? 100 : 400), ...virtualRows(values.quick ? 256 : 512)];
  if (values.live) {
    say('over sockets:');
    rows.push(...(await liveRows(values.quick, say)));
  }
  const cost = estimateCost();
  const text = `${reportText(rows)}\n\n${costText(cost)}`;
  const conclusions = conclusionsCost();
  say(`\n${text}\n${conclusionsText(conclusions)}\n`);
  if (values.json !== undefined)
    writeFileSync(
      values.json,
      `${JSON.stringify({ rows, cpuMsPerAnswer: cost, conclusionsUsPerRequest: conclusions }, null, 2)}\n`,
    );
  if (values.write) writeResults(text);
  const missed = rows.filter((row) => !holdsBars(row));
  for (const { group, name } of missed) say(`missed: ${group}, ${name}`);
  return missed.length === 0 ? 0 : 1;
}

function costText({ calm, mixed }: ReturnType<typeof estimateCost>): string {
  return `CPU per answer of 200 tokens: ${calm.toFixed(2)} ms when nothing is in the way, ${mixed.toFixed(2)} ms when much is.`;
}

function conclusionsText({ byRequest, bySession }: ReturnType<typeof conclusionsCost>): string {
  return `Conclusions, CPU per request: ${byRequest.toFixed(1)} µs, ${bySession.toFixed(1)} µs where each is of another session.`;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`metering-accuracy: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
