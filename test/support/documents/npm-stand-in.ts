/**
 * Stands in for npm in the commands of documents: runs the script that package.json names, with the Node that runs us, in the
 * folder of the document. What serves until it is stopped is left behind, ready; what takes minutes is only asked whether it has
 * such options. Exit codes are those of the scripts; 2 where there is no such script or option.
 */
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..', '..');
const readyWithinMs = 30_000;

const servers = ['gateway', 'emulator'];
const quick = ['slipstream', 'doctor', 'bench'];
/** Of npm itself. */
const npmOwn = ['--silent', '-s'];

const [verb, ...words] = process.argv.slice(2);
const given = words.filter((word) => !npmOwn.includes(word));
const name = verb === 'run' ? (given.shift() ?? '') : (verb ?? '');
const args = given[0] === '--' ? given.slice(1) : given;
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
const line = scripts[name];
if (line === undefined) refuse(`there is no npm run ${name}`);
const script = /node (\S+\.ts)$/.exec(line ?? '')?.[1];

if (script !== undefined && servers.includes(name)) await leaveBehind(join(root, script));
else if (script !== undefined && quick.includes(name)) process.exitCode = runNow(join(root, script));
else checkOptions();

function refuse(words: string): never {
  console.error(words);
  process.exit(2);
}

function runNow(file: string): number {
  return spawnSync(process.execPath, [file, ...args], { stdio: 'inherit' }).status ?? 1;
}

/** Returns when the server is ready; it is ended with the group of processes that it belongs to. */
async function leaveBehind(file: string): Promise<void> {
  const log = openSync(`${name}-${process.pid}.log`, 'w');
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', log, log] });
  closeSync(log);
  let exit: number | null = null;
  child.once('exit', (code) => (exit = code ?? 1));
  const deadline = performance.now() + readyWithinMs;
  for (;;) {
    const said = readFileSync(`${name}-${child.pid === undefined ? 0 : process.pid}.log`, 'utf8');
    if (/ ready http:\S+$/m.test(said)) {
      process.stdout.write(
        said
          .split('\n')
          .filter((text) => / ready http:/.test(text))
          .join('\n') + '\n',
      );
      // The last line of a gateway with an admin port comes at once behind the first.
      child.unref();
      process.exit(0);
    }
    if (exit !== null || performance.now() > deadline) refuse(`npm run ${name} did not get ready:\n${said}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Scripts without a file of their own (`npm test`) have no options. */
function checkOptions(): void {
  const wanted = args.filter((word) => word.startsWith('--')).map((word) => word.split('=')[0] ?? '');
  if (wanted.length === 0) return;
  if (script === undefined) refuse(`npm run ${name} takes no options`);
  const { stdout, stderr } = spawnSync(process.execPath, [join(root, script ?? ''), '--help'], { encoding: 'utf8' });
  const unknown = wanted.filter((word) => !`${stdout}${stderr}`.includes(word));
  if (unknown.length > 0) refuse(`npm run ${name} has no ${unknown.join(', ')}`);
}
