import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { formatIssues, parseConfig } from '@slipstream/config';
import type { Config, ParsedConfig } from '@slipstream/config';
import { Reloader } from './config-reload/reloader.ts';
import type { ReloaderParts } from './config-reload/reloader.ts';
import { watchFile } from './config-reload/watch-file.ts';
import { startGateway } from './gateway.ts';
import type { Gateway } from './gateway.ts';
import type { GatewayParts } from './composition/gateway-parts.ts';
import type { Clock, Logger, Random, Timers } from './ports.ts';
import { databaseFileOf } from './store/database-file.ts';
import { rolloutTableFor } from './store/rollouts/rollout-table-for.ts';
import { SqliteUnusable } from './store/sqlite/open-sqlite.ts';
import { LineBuffer } from './telemetry/line-buffer.ts';
import { createLogger } from './telemetry/logger.ts';

const usage = `usage: gateway [--config FILE] [--port PORT]

  --config FILE   configuration (default: slipstream.yaml)
  --port PORT     listen there instead of the port in the file; 0 takes any free one`;

/** A mistake of whoever started the gateway: told in plain words, without a stack, with exit code 2. */
class StartError extends Error {}

const clock: Clock = { now: () => performance.now(), wallTime: () => Date.now() };
const random: Random = () => Math.random();
/**
 * Node keeps a list of timers for each length of time, in whole milliseconds: the deadlines of requests, which are minutes and
 * a fraction of one, would each open a list of their own. Long waits end up to 100 ms late instead.
 */
const LONG_MS = 10_000;
const timers: Timers = {
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs < LONG_MS ? delayMs : Math.ceil(delayMs / 100) * 100);
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
  logWarningsOfNode(logger);
  const databaseFile = databaseFileOf(config.database, options.config);
  const rollouts = rolloutsOf(config, options.config, databaseFile);
  const parts = { config, version: readVersion(), clock, timers, random, logger, lines, databaseFile, rollouts };
  // The first process of a container has no default of its own for signals.
  const quit = (): void => process.exit(0);
  process.once('SIGTERM', quit);
  const gateway = await open(parts);
  process.off('SIGTERM', quit);
  stopOnSignal(gateway);
  const readText = (): string => readFile(options.config);
  reloadOnChange(options.config, gateway, { readText, parse, startText, logger });
  console.log(`gateway ready ${gateway.url}`);
  if (gateway.adminUrl !== null) console.log(`admin ready ${gateway.adminUrl}`);
}

/** They go into the log, and not as plain text between its lines. That something of Node is experimental is our business alone. */
function logWarningsOfNode(logger: Logger): void {
  process.removeAllListeners('warning');
  process.on('warning', ({ name, message }) => {
    if (name === 'ExperimentalWarning') logger.debug({ name }, message);
    else logger.warn({ name }, message);
  });
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

/** Rollouts are kept where the ledger is; a file `slipstream.brake` beside the configuration stops them all. */
function rolloutsOf({ database }: Config, configFile: string, databaseFile: string | null): GatewayParts['rollouts'] {
  const brakeFile = resolve(dirname(configFile), 'slipstream.brake');
  // Without a database they live as long as the gateway.
  const file = databaseFile === null ? ':memory:' : resolve(dirname(databaseFile), 'rollouts.db');
  return {
    table: rolloutTableFor({ url: database.url, file }),
    gateway: `${hostname()}-${randomUUID().slice(0, 8)}`,
    brakeFileIsThere: () => existsSync(brakeFile),
  };
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
    const { listen } = parts.config;
    // Which of its addresses it was, the system says.
    const { code = '', address: host = listen.host, port = listen.port } = error as ListenError;
    const reason = listenFailures.get(code);
    if (reason === undefined) throw error;
    throw new StartError(`The gateway cannot listen on ${host}:${port}: ${reason} (${code}).`, { cause: error });
  }
}

/** What Node’s servers reject with. */
interface ListenError {
  readonly code?: string;
  readonly address?: string;
  readonly port?: number;
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
