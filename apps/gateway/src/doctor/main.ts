import type { Clock, Timers } from '../ports.ts';
import { createDispatch } from '../upstream/dispatch.ts';
import { createFetchPage } from '../upstream/fetch-page.ts';
import { ReplicaPools } from '../upstream/replica-pools.ts';
import { doctorCommand } from './doctor-command.ts';

const clock: Clock = { now: () => performance.now(), wallTime: () => Date.now() };
const timers: Timers = {
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

const pools = new ReplicaPools({ connectMs: 5_000 });
const dispatch = createDispatch(pools, clock);
process.exitCode = await doctorCommand(process.argv.slice(2), {
  dispatch,
  clock,
  timers,
  env: process.env,
  fetchPages: (headers) => createFetchPage({ dispatch, timers, headersFor: () => headers }),
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
});
await pools.destroy();
