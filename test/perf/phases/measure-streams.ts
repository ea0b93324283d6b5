import { setTimeout as sleep } from 'node:timers/promises';
import { PacedStreams } from '../load/paced-streams.ts';
import { SubjectFault } from '../load/subject-fault.ts';
import { openCpuWindow } from '../measure/cpu-window.ts';
import type { StreamLoad } from '../plan.ts';
import type { RunningSubject } from '../subjects/subject.ts';

export interface StreamFigures {
  readonly eventsPerCpuSecond: number | null;
  readonly eventsPerSecond: number;
  readonly ttftMsP50: number | null;
  readonly ttftMsP99: number | null;
  readonly eventDelayMsP50: number | null;
  readonly eventDelayMsP99: number | null;
  readonly foreignShare: number | null;
}

/** Streams at an engine's pace. @throws SubjectFault */
export async function measureStreams({ target, pid }: RunningSubject, plan: StreamLoad): Promise<StreamFigures> {
  const { streams, everyMs, events, warmupMs, measuredMs } = plan;
  const load = new PacedStreams(target, { streams, everyMs, events, spreadMs: warmupMs * 0.8 });
  await sleep(warmupMs);
  load.restart();
  const endWindow = openCpuWindow(pid);
  await sleep(measuredMs);
  const count = load.events;
  const { seconds, cpuSeconds, foreignShare } = endWindow();
  const [ttftMsP50 = null, ttftMsP99 = null] = load.firstEvents.quantiles(0.5, 0.99);
  const [eventDelayMsP50 = null, eventDelayMsP99 = null] = load.delays.quantiles(0.5, 0.99);
  load.stop();
  if (load.fault !== null) throw new SubjectFault(load.fault);
  return {
    eventsPerCpuSecond: cpuSeconds === null ? null : count / cpuSeconds,
    eventsPerSecond: count / seconds,
    ttftMsP50,
    ttftMsP99,
    eventDelayMsP50,
    eventDelayMsP99,
    foreignShare,
  };
}
