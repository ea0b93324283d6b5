import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { formatIssues, parseConfig } from '@slipstream/config';
import type { Config, ParsedConfig } from '@slipstream/config';
import { Reloader } from './config-reload/reloader.ts';
import type { ReloaderParts } from './config-reload/reloader.ts';
import { watchFile } from './config-reload/watch-file.ts';
import { startGateway } from './gateway.ts';
import { databaseFileOf } from './store/database-file.ts';
import { SqliteUnusable } from './store/sqlite/open-sqlite.ts';
import type { Gateway } from './gateway.ts';
import type { Clock, Random, Timers } from './ports.ts';
import { LineBuffer } from './telemetry/line-buffer.ts';
import { createLogger } from './telemetry/logger.ts';

const usage = `usage: gateway [--config FILE] [--port PORT]

  --config FILE   configuration (default: slipstream.yaml)
  --port PORT     listen there instead of the port in the file; 0 takes any free one`;

/** A mistake of whoever started the gateway: told in plain words, without a stack, with exit code 2. */
class StartError extends Error {}

const clock: Clock = { now: () => performance.now(), wallTime: () => Date.now() };
const random: Random = () => Math.random();
const timers: Timers = {
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

async function main(): Promise<void> {
  const options = readOptions();
  if (options.help) return console.log(usage);
  const startText = readFile(options.config);
  const parse = (text: string): ParsedConfig => parseOptions(text, options);
  const config = configOf(parse(startText));
  const lines = new LineBuffer(process.stderr, timers);
  process.on('exit', () => lines.flush());
  const logger = createLogger(config.telemetry.log, lines);
  const databaseFile = databaseFileOf(config.database, options.config);
  const gateway = await open({ config, version: readVersion(), clock, timers, random, logger, lines, databaseFile });
  stopOnSignal(gateway);
  const readText = (): string => readFile(options.config);
  reloadOnChange(options.config, gateway, { readText, parse, startText, logger });
  console.log(`gateway ready ${gateway.url}`);
}

interface Options {
  readonly config: string;
  /** Null: that of the file. */
  readonly port: number | null;
  readonly help: boolean;
}

function readOptions(): Options {
  try {
    const { values } = parseArgs({
      options: { config: { type: 'string' }, port: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
    const { config = 'slipstream.yaml', port, help = false } = values;
    return { config, port: port === undefined ? null : readPort(port), help };
  } catch (error) {
    throw new StartError(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`, { cause: error });
  }
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new StartError(`--port: ${JSON.stringify(text)} is not a port; 0 to 65535 is.`);
}

function parseOptions(text: string, { config: file, port }: Options): ParsedConfig {
  // A file that the configuration names lies beside it, wherever the gateway was started.
  const readBeside = (path: string): string => readFileSync(resolve(dirname(file), path), 'utf8');
  const parsed = parseConfig(text, { file, env: process.env, readFile: readBeside });
  return parsed.ok ? { ok: true, config: withPort(parsed.config, port) } : parsed;
}

function configOf(parsed: ParsedConfig): Config {
  if (!parsed.ok) throw new StartError(formatIssues(parsed.issues));
  return parsed.config;
}

function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(`The configuration cannot be read: ${reason}`, { cause: error });
  }
}

function withPort(config: Config, port: number | null): Config {
  return port === null ? config : { ...config, listen: { ...config.listen, port } };
}

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return String((manifest as { version?: unknown }).version);
}

async function open(parts: Parameters<typeof startGateway>[0]): Promise<Gateway> {
  try {
    return await startGateway(parts);
  } catch (error) {
    if (error instanceof SqliteUnusable) throw new StartError(error.message, { cause: error });
    const { host, port } = parts.config.listen;
    const code = (error as NodeJS.ErrnoException).code ?? '';
    const reason = listenFailures.get(code);
    if (reason === undefined) throw error;
    throw new StartError(`The gateway cannot listen on ${host}:${port}: ${reason} (${code}).`, { cause: error });
  }
}

const listenFailures: ReadonlyMap<string, string> = new Map([
  ['EADDRINUSE', 'the port is taken; free it, or choose another with --port (0: any free one)'],
  ['EACCES', 'this user may not open that port'],
  ['EADDRNOTAVAIL', 'this machine has no such address'],
  ['ENOTFOUND', 'this machine has no such name'],
]);

/** The first signal drains; the second ends the process where it stands. */
function stopOnSignal(gateway: Gateway): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) process.exit(1);
    stopping = true;
    void gateway.stop(gateway.config().timeouts.drainMs).then(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

/** SIGHUP asks for a reload; so does whatever happens to the file. */
function reloadOnChange(
  file: string,
  gateway: Gateway,
  parts: Pick<ReloaderParts, 'readText' | 'parse' | 'startText' | 'logger'>,
): void {
  const reloader = new Reloader({
    ...parts,
    current: () => gateway.config(),
    apply: (next) => gateway.reconfigure(next),
    onResult: (result) => gateway.countReload(result),
  });
  process.on('SIGHUP', () => void reloader.reload('signal'));
  watchFile(file, {
    timers,
    onChange: () => void reloader.reload('file'),
    onFailure: (error) =>
      parts.logger.warn({ reason: String(error) }, 'the file is watched no more; SIGHUP reloads it'),
  });
}

try {
  await main();
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
