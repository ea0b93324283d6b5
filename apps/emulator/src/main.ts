import { defineCommand, renderUsage } from 'citty';
import { flagsHelp } from './cli/flags-help.ts';
import { emulatorArgs, readOptions } from './cli/options.ts';
import { createEmulator } from './emulator.ts';
import { createScaledClock, type HostTime } from './engine/clock/scaled-clock.ts';

const EXIT_MISUSE = 2;

const hostTime: HostTime = {
  now: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, Math.min(delayMs, 2 ** 31 - 1));
    return () => clearTimeout(timer);
  },
  soon(run) {
    const immediate = setImmediate(run);
    return () => clearImmediate(immediate);
  },
};

function fail(message: string): never {
  process.stderr.write(`emulator: ${message}\n`);
  process.exit(EXIT_MISUSE);
}

async function main(): Promise<void> {
  const rawArgs = process.argv.slice(2);
  if (rawArgs.includes('--help')) {
    const meta = { name: 'emulator', description: 'An inference server without a GPU' };
    process.stdout.write(`${await renderUsage(defineCommand({ meta, args: emulatorArgs }))}\n${flagsHelp()}`);
    return;
  }
  const read = readOptions(rawArgs, process.env);
  if (!read.ok) fail(read.message);
  const { options } = read;
  const { server, engine } = createEmulator(options, {
    machineClock: createScaledClock(hostTime, options.timeScale),
    realClock: createScaledClock(hostTime, 1),
    unixMs: () => Date.now(),
    report: (error) => process.stderr.write(`emulator: ${error instanceof Error ? error.stack : String(error)}\n`),
  });
  const stop = (): void => {
    void server.close(options.graceSeconds * 1000).then(() => {
      engine.close();
      process.exit(0);
    });
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  const url = await server.listen().catch((error: NodeJS.ErrnoException) => {
    const where = `${options.host}:${options.port}`;
    return fail(
      error.code === 'EADDRINUSE' ? `port ${options.port} is taken (${where})` : `${where}: ${error.message}`,
    );
  });
  process.stdout.write(`emulator ready ${url}\n`);
  server.setFaults(options.faults);
}

await main();
