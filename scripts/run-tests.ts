/** Runs every vitest project and prints `N passed, N failed` last, whatever happened. Arguments go to vitest. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface TestFileResult {
  readonly status: string;
  readonly assertionResults: readonly { readonly status: string }[];
}

interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * Unit tests side by side; then what starts processes and looks at time, one file after the other, so that no test is
 * judged while another one has the processors.
 */
const rounds: readonly (readonly string[])[] = [
  ['--project', 'unit'],
  ['--project', 'integration', '--project', 'e2e', '--no-file-parallelism'],
];

const folder = mkdtempSync(join(tmpdir(), 'slipstream-tests-'));
const given = process.argv.slice(2);
const tallies: Tally[] = [];
let isClean = true;
for (const [index, args] of (given.length > 0 ? [given] : rounds).entries()) {
  const report = join(folder, `report-${index}.json`);
  const exitCode = await runVitest([`--outputFile.json=${report}`, ...args]);
  isClean &&= exitCode === 0;
  tallies.push(readTally(report));
}
rmSync(folder, { recursive: true, force: true });

const total = (key: keyof Tally): number => tallies.reduce((sum, tally) => sum + tally[key], 0);
const [passed, skipped] = [total('passed'), total('skipped')];
const failed = total('failed') + (process.env['CI'] === 'true' ? skipped : 0);
if (skipped > 0)
  console.log(`\n${skipped} SKIPPED: each says above what it lacks. With CI=true a skipped test is a failure.`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(isClean && failed === 0 && passed > 0 ? 0 : 1);

function runVitest(args: readonly string[]): Promise<number> {
  const child = spawn('vitest', ['run', '--reporter=default', '--reporter=json', ...args], { stdio: 'inherit' });
  return new Promise((resolve) => {
    child.on('error', (error) => {
      console.error(`vitest could not be started: ${error.message}`);
      resolve(1);
    });
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

/** A test file that could not even be loaded has no results of its own and counts as one failure. */
function readTally(report: string): Tally {
  let files: readonly TestFileResult[];
  try {
    files = (JSON.parse(readFileSync(report, 'utf8')) as { testResults: readonly TestFileResult[] }).testResults;
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const tests = files.flatMap((file) => file.assertionResults.map((test) => test.status));
  const unloaded = files.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
  const count = (...statuses: string[]): number => tests.filter((status) => statuses.includes(status)).length;
  return {
    passed: count('passed'),
    failed: count('failed') + unloaded,
    skipped: count('skipped', 'pending', 'todo', 'disabled'),
  };
}
