/** `npm run perf`: how much a gateway costs, next to its peers on the same machine in the same minutes. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readOptions, usage } from './options.ts';
import type { PerfOptions } from './options.ts';
import { planFor } from './plan.ts';
import { pinSelf } from './processes/cores.ts';
import { barsOf } from './report/bars.ts';
import { jsonReport } from './report/json-report.ts';
import { machineText } from './report/machine.ts';
import { reportText } from './report/report-text.ts';
import { summarise } from './report/summary.ts';
import type { Summary } from './report/summary.ts';
import { writeResults } from './report/write-results.ts';
import { measureFeatures } from './phases/measure-features.ts';
import { runContest } from './run-contest.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function nodeCommand({ profile }: PerfOptions): string[] {
  return [process.execPath, ...(profile === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${resolve(profile)}`])];
}

async function main(options: PerfOptions): Promise<number> {
  const plan = planFor(options);
  const machine = machineText();
  say(machine);
  pinSelf();
  const features = measureFeatures({ quick: options.quick });
  const outcomes = await runContest({ subjects: options.subjects, plan, node: nodeCommand(options), say });
  const direct = outcomes.find(({ name }) => name === 'direct') ?? null;
  const summaries: Summary[] = outcomes.map((outcome) => summarise(outcome, direct));
  const bars = barsOf(summaries);
  const text = reportText({ machine, plan, summaries, bars, features });
  say(`\n${text}`);
  if (options.json !== null) writeFileSync(options.json, `${JSON.stringify(jsonReport(summaries), null, 2)}\n`);
  if (options.write) writeResults(text);
  const wrong = outcomes.some(({ isOurs, failure }) => isOurs && failure !== null);
  const missed = options.failOnBars && bars.some(({ holds }) => holds === false);
  return wrong || missed ? 1 : 0;
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) say(usage);
  else process.exitCode = await main(options);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
