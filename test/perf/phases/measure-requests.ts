import { setTimeout as sleep } from 'node:timers/promises';
import { wholeChat } from '../load/chat-bodies.ts';
import type { CheckedAnswers } from '../load/check-answers.ts';
import { ClosedLoop } from '../load/closed-loop.ts';
import { SubjectFault } from '../load/subject-fault.ts';
import { openCpuWindow } from '../measure/cpu-window.ts';
import type { Plan } from '../plan.ts';
import type { RunningSubject } from '../subjects/subject.ts';

export interface RequestFigures {
  /** Null: there is no proxy whose seconds could be counted. */
  readonly requestsPerCpuSecond: number | null;
  readonly requestsPerSecond: number;
  readonly foreignShare: number | null;
}

/** Whole answers, as many as the connections can carry. @throws SubjectFault */
export async function measureRequests(
  { target, pid }: RunningSubject,
  { connections, requests: { warmupMs, measuredMs } }: Pick<Plan, 'connections' | 'requests'>,
  { wholeBody }: CheckedAnswers,
): Promise<RequestFigures> {
  const load = new ClosedLoop(target, { connections, body: wholeChat(), expected: wholeBody });
  await sleep(warmupMs);
  const before = load.answers;
  const endWindow = openCpuWindow(pid);
  await sleep(measuredMs);
  const answers = load.answers - before;
  const { seconds, cpuSeconds, foreignShare } = endWindow();
  load.stop();
  if (load.fault !== null) throw new SubjectFault(load.fault);
  return {
    requestsPerCpuSecond: cpuSeconds === null ? null : answers / cpuSeconds,
    requestsPerSecond: answers / seconds,
    foreignShare,
  };
}
