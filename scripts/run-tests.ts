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

const folder = mkdtempSync(join(tmpdir(), 'slipstream-tests-'));
const report = join(folder, 'report.json');
const exitCode = await runVitest(process.argv.slice(2));
const tally = readTally();
rmSync(folder, { recursive: true, force: true });

if (tally.skipped > 0)
  console.log(`\n${tally.skipped} SKIPPED: each says above what it lacks. With CI=true a skipped test is a failure.`);
const failed = process.env['CI'] === 'true' ? tally.failed + tally.skipped : tally.failed;
console.log(`\n${tally.passed} passed, ${failed} failed`);
process.exit(exitCode === 0 && failed === 0 && tally.passed > 0 ? 0 : 1);

function runVitest(args: readonly string[]): Promise<number> {
  const child = spawn(
    'vitest',
    ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args],
    {
      stdio: 'inherit',
    },
  );
  return new Promise((resolve) => {
    child.on('error', (error) => {
      console.error(`vitest could not be started: ${error.message}`);
      resolve(1);
    });
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

/** A test file that could not even be loaded has no results of its own and counts as one failure. */
function readTally(): Tally {
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
