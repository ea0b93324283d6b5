import { onTestFinished } from 'vitest';
import type { EmulatorOptions } from '../cli/emulator-options.ts';
import { readOptions } from '../cli/options.ts';
import { createEmulator, type Emulator } from '../emulator.ts';
import { createScaledClock } from '../engine/clock/scaled-clock.ts';
import { VirtualClock } from '../engine/clock/virtual-clock.ts';
import type { EngineClock } from '../engine/engine.ts';
import { type HttpAnswer, httpCall, type HttpCall } from './http-call.ts';

export interface Launched extends Emulator {
  readonly url: string;
  /** Errors that the emulator reported of itself. */
  readonly defects: readonly unknown[];
  call(path: string, call?: HttpCall): Promise<HttpAnswer>;
}

const realHost = {
  now: () => performance.now(),
  after(delayMs: number, run: () => void): () => void {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
  soon(run: () => void): () => void {
    const immediate = setImmediate(run);
    return () => clearImmediate(immediate);
  },
};

/** Unix milliseconds that every launched emulator believes it is. */
const TEST_UNIX_MS = 1_724_155_200_000;

/** A real server on a free port whose machine runs a thousand times faster than its time says; closed with the test. */
export function launch(args: readonly string[] = []): Promise<Launched> {
  return launchOn(args, createScaledClock(realHost, 1000), createScaledClock(realHost, 1));
}

/** A real server whose time, of the machine and of the host, passes only when the test says so. */
export async function launchStill(args: readonly string[] = []): Promise<Launched & { readonly clock: VirtualClock }> {
  const clock = new VirtualClock();
  return { ...(await launchOn(args, clock, clock)), clock };
}

async function launchOn(args: readonly string[], machineClock: EngineClock, realClock: EngineClock): Promise<Launched> {
  const defects: unknown[] = [];
  const options = optionsOf(['--port', '0', ...args]);
  const emulator = createEmulator(options, {
    machineClock,
    realClock,
    unixMs: () => TEST_UNIX_MS,
    report: (error) => defects.push(error),
  });
  const url = await emulator.server.listen();
  emulator.server.setFaults(options.faults);
  onTestFinished(async () => {
    const closed = emulator.server.close(Infinity);
    emulator.server.restart();
    await closed;
    emulator.engine.close();
    if (defects.length > 0) throw defects[0];
  });
  return { ...emulator, url, defects, call: (path, call) => httpCall(`${url}${path}`, call) };
}

function optionsOf(args: readonly string[]): EmulatorOptions {
  const read = readOptions(args, {});
  if (!read.ok) throw new Error(read.message);
  return read.options;
}
