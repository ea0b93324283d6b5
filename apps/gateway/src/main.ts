import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { formatIssues, parseConfig } from '@slipstream/config';
import type { Config } from '@slipstream/config';
import { startGateway } from './gateway.ts';
import type { Gateway } from './gateway.ts';
import type { Clock, Random, Timers } from './ports.ts';
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
  const config = withPort(readConfig(options.config), options.port);
  const logger = createLogger(config.telemetry.log, process.stderr);
  const gateway = await open({ config, version: readVersion(), clock, timers, random, logger });
  stopOnSignal(gateway, config.timeouts.drainMs);
  console.log(`gateway ready ${gateway.url}`);
}

function readOptions(): { readonly config: string; readonly port: number | null; readonly help: boolean } {
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

function readConfig(file: string): Config {
  const parsed = parseConfig(readFile(file), { file, env: process.env });
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
function stopOnSignal(gateway: Gateway, graceMs: number): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) process.exit(1);
    stopping = true;
    void gateway.stop(graceMs).then(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
