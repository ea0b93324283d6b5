import type { CounterWindow } from '../counters/counter-tally.ts';
import type { Cell } from '../plan/plan-cells.ts';
import { askArm } from './ask-arm.ts';
import type { Asked } from './ask-arm.ts';
import { CounterWatch } from './counter-watch.ts';
import type { ArmMeasurement } from './measurement.ts';
import { quietCheck } from './quiet-check.ts';
import type { OpenArm, Session } from './session.ts';
import { warmUp } from './warm-up.ts';

/**
 * One measurement: warm up, see that the engines are quiet, read their counters, ask, wait for all answers, read
 * them again. Nothing is cut off at the end, so that counters and answers are about the same requests.
 */
export async function runCell(cell: Cell, session: Session): Promise<readonly ArmMeasurement[]> {
  const { progress, lag } = session;
  const open = session.arms.filter(({ arm }) => cell.arms.includes(arm));
  progress.phase('warm-up');
  await Promise.all(open.map((arm) => warmUp(arm, cell.vus, session)));
  progress.phase('quiet');
  const foreign = await quietCheck(open, session);
  const watches = open.map(({ arm }) => new CounterWatch(arm.metrics));
  try {
    await Promise.all(watches.map((watch) => watch.start()));
    progress.phase('measure');
    lag.start();
    const asked = await Promise.all(open.map((arm) => askArm(arm, cell, session)));
    const lagP99Ms = lag.stop();
    session.signal.throwIfAborted();
    const counters = await Promise.all(watches.map((watch) => watch.stop()));
    progress.phase('done');
    return open.map((arm, index) => {
      const seen = { asked: asked[index] ?? nothing, counters: counters[index] ?? null, lagP99Ms };
      return { ...measured(arm, cell, session, seen), foreignTraffic: foreign.get(arm.arm.name) ?? null };
    });
  } finally {
    for (const watch of watches) watch.cancel();
  }
}

const nothing: Asked = { records: [], startedAtMs: 0, drainedMs: 0 };

interface Seen {
  readonly asked: Asked;
  readonly counters: CounterWindow | null;
  readonly lagP99Ms: number | null;
}

function measured(
  { arm, engine }: OpenArm,
  { vus, stop }: Cell,
  { options }: Session,
  { asked, counters, lagP99Ms }: Seen,
): Omit<ArmMeasurement, 'foreignTraffic'> {
  // The engine knows best; an answer's `model` may be what the client called it.
  const answered = asked.records.find(({ model }) => model !== null)?.model;
  const sendingMs = stop.kind === 'duration' ? stop.ms : null;
  return { arm, vus, model: engine?.model ?? answered ?? options.model, ...asked, counters, sendingMs, lagP99Ms };
}
