/** `npm run soak`: does a gateway under load for a long time stay what it was? Exit code 0: yes. */
import { machineText } from '../perf/report/machine.ts';
import { readOptions, usage } from './options.ts';
import type { SoakOptions } from './options.ts';
import { runSoak } from './run-soak.ts';
import { startSoakFleet } from './soak-fleet.ts';
import { sampleHeading, sampleRow, soakReport } from './soak-report.ts';
import { checksOf } from './verdict.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(options: SoakOptions): Promise<number> {
  say(`${machineText()}\n${options.streams} clients for ${options.minutes} minutes\n\n${sampleHeading}`);
  const fleet = await startSoakFleet();
  try {
    const result = await runSoak(fleet, options, (sample) => say(sampleRow(sample)));
    const checks = checksOf(result);
    say(`\n${soakReport(result, checks)}`);
    for (const line of result.complaints) say(`log: ${line}`);
    return checks.every(({ holds }) => holds) ? 0 : 1;
  } finally {
    await fleet.stop();
  }
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) say(usage);
  else process.exitCode = await main(options);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
