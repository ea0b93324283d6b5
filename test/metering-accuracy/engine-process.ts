/** An emulated server in a process of its own that tells its parent the truth about each answer: its number and its steps. */
import { readOptions } from '../../apps/emulator/src/cli/options.ts';
import { createEmulator } from '../../apps/emulator/src/emulator.ts';
import { createScaledClock } from '../../apps/emulator/src/engine/clock/scaled-clock.ts';
import type { HostTime } from '../../apps/emulator/src/engine/clock/scaled-clock.ts';
import { promptNumber } from './prompt-turns.ts';

export type EngineMessage =
  | { readonly kind: 'ready'; readonly url: string }
  | { readonly kind: 'truth'; readonly index: number; readonly steps: number };

const hostTime: HostTime = {
  now: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
  soon(run) {
    const immediate = setImmediate(run);
    return () => clearImmediate(immediate);
  },
};

function tell(message: EngineMessage): void {
  process.send?.(message);
}

const read = readOptions(process.argv.slice(2), {});
if (!read.ok) throw new Error(read.message);
const { server, engine } = createEmulator(read.options, {
  machineClock: createScaledClock(hostTime, read.options.timeScale),
  realClock: createScaledClock(hostTime, 1),
  unixMs: () => Date.now(),
  report: (error) => process.stderr.write(`${String(error)}\n`),
});
const submit = engine.submit.bind(engine);
engine.submit = (request, sink) => {
  let steps = 0;
  return submit(request, {
    started: (atMs) => sink.started(atMs),
    failed: (message) => sink.failed(message),
    step: (step) => {
      steps += 1;
      if (step.finish !== null) tell({ kind: 'truth', index: promptNumber(request.prompt), steps });
      sink.step(step);
    },
  });
};
tell({ kind: 'ready', url: await server.listen() });
process.once('disconnect', () => process.exit(0));
