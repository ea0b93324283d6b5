import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { missingLines } from './command-blocks.ts';
import type { CommandBlock, DocumentBlocks } from './command-blocks.ts';

/** Where a document is run: what its addresses and long times are here. */
export interface DocumentWorld {
  /** Text of the document → what stands there instead, the longest first. */
  readonly instead: ReadonlyMap<string, string>;
  readonly env: Readonly<Record<string, string>>;
}

export interface BlockRun {
  readonly block: CommandBlock;
  /** Of the lines that the block shows, those that were not said. */
  readonly missing: readonly string[];
  readonly exit: number;
  readonly output: string;
}

const root = join(import.meta.dirname, '..', '..', '..');
const standIn = join(import.meta.dirname, 'npm-stand-in.ts');
const mark = '@@block';

const longestMs = 100_000;
/** As the command `timeout` has it. */
const timedOut = 124;

/**
 * Runs the blocks of a document one after the other in one shell, as a reader would, in a folder of its own, and stops at the first
 * that ends otherwise than it says. Files that the document shows are there when the reader comes to them.
 */
export async function runDocument(blocks: DocumentBlocks, world: DocumentWorld): Promise<readonly BlockRun[]> {
  const folder = mkdtempSync(join(tmpdir(), 'slipstream-document-'));
  try {
    const shell = await runShell(folder, scriptOf(blocks, folder, world), world.env);
    return resultsOf(blocks, shell).map((run) => {
      const expected = run.block.expected.map((line) => replaced(line, world));
      return { ...run, missing: missingLines(expected, run.output) };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function runnable({ commands }: DocumentBlocks): readonly CommandBlock[] {
  return commands.filter(({ noRun }) => noRun === null);
}

function scriptOf(blocks: DocumentBlocks, folder: string, world: DocumentWorld): string {
  mkdirSync(join(folder, 'bin'));
  // As in the root of the repository, where a reader stands.
  symlinkSync(join(root, 'deploy'), join(folder, 'deploy'));
  const tool = (name: string, text: string): void => {
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(folder, 'bin', name), 0o755);
  };
  tool('npm', `exec "${process.execPath}" "${standIn}" "$@"`);
  // An answer that tells of an error is none that the document means; a new key counts within two seconds.
  tool(
    'curl',
    `exec "${pathOf('curl')}" --fail-with-body --silent --show-error --max-time 20 --retry 4 --retry-delay 1 --retry-all-errors "$@"`,
  );
  const parts = [
    ...blocks.files.map(({ line, name, text }) => ({ line, text: fileInShell(name, replaced(text, world)) })),
    ...runnable(blocks).map((block) => ({
      line: block.line,
      text: blockInShell(block, replaced(block.script, world)),
    })),
  ];
  // One stream, so that words stand where they were said.
  const inOrder = parts.toSorted((one, other) => one.line - other.line).map(({ text }) => text);
  return ['exec 2>&1', ...inOrder].join('\n');
}

/** @throws where this machine has no such program. */
function pathOf(program: string): string {
  const found = spawnSync('bash', ['-c', `command -v ${program}`], { encoding: 'utf8' }).stdout.trim();
  if (found === '') throw new Error(`the commands of the documents need ${program}`);
  return found;
}

/** In one go, so that nothing is replaced twice. */
function replaced(text: string, { instead }: DocumentWorld): string {
  const longestFirst = [...instead.keys()].toSorted((one, other) => other.length - one.length);
  const any = longestFirst.map((was) => was.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('|');
  return text.replaceAll(new RegExp(any, 'g'), (was) => instead.get(was) ?? was);
}

function fileInShell(name: string, text: string): string {
  return `cat > ${name} <<'@@end of file'\n${text}@@end of file`;
}

/** A block that is to fail runs in a shell of its own, so that the one of the document goes on. */
function blockInShell({ line, exit }: CommandBlock, script: string): string {
  const body = exit === 0 ? script : `code=0; (\n${script}\n) || code=$?; [ "$code" -eq ${exit} ]`;
  // On a line of its own, whatever the block before has left.
  return `printf '\\n%s\\n' "${mark} ${line}"\n${body}`;
}

interface ShellRun {
  readonly exit: number;
  /** What went to either stream, in its order. */
  readonly output: string;
}

function runShell(folder: string, script: string, env: Readonly<Record<string, string>>): Promise<ShellRun> {
  const child = spawn('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: folder,
    // A group of its own: whatever it leaves behind is ended with it.
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env, PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`, NO_COLOR: '1' },
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const endAll = (): void => {
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    } catch {
      // Nobody is left.
    }
  };
  return new Promise((resolve, reject) => {
    // What it had said by then is told.
    const timer = setTimeout(endAll, longestMs);
    child.once('error', reject);
    child.once('exit', (exit) => {
      clearTimeout(timer);
      endAll();
      resolve({ exit: exit ?? timedOut, output });
    });
  });
}

function resultsOf(blocks: DocumentBlocks, { exit, output }: ShellRun): readonly Omit<BlockRun, 'missing'>[] {
  const said = new Map<number, string>();
  let at = 0;
  for (const line of output.split('\n')) {
    const next = new RegExp(`^${mark} (\\d+)$`).exec(line)?.[1];
    if (next === undefined) said.set(at, `${said.get(at) ?? ''}${line}\n`);
    else at = Number(next);
  }
  const lastAt = Math.max(at, ...said.keys());
  return runnable(blocks)
    .filter(({ line }) => line <= lastAt)
    .map((block) => ({
      block,
      exit: block.line === lastAt && exit !== 0 ? exit : block.exit,
      output: said.get(block.line) ?? '',
    }));
}
