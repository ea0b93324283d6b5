import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { wholeChat } from '../load/chat-bodies.ts';
import type { CheckedAnswers } from '../load/check-answers.ts';
import { ClosedLoop } from '../load/closed-loop.ts';
import { SubjectFault } from '../load/subject-fault.ts';
import { allocatedBytes } from '../measure/read-gc-trace.ts';
import type { Plan } from '../plan.ts';
import type { RunningSubject } from '../subjects/subject.ts';

/**
 * Bytes of JavaScript heap per request, from the trace of a subject started with `--trace-gc`. Null where the collector
 * ran too rarely to tell.
 * @throws SubjectFault
 */
export async function measureAllocation(
  subject: RunningSubject,
  { connections, requests: { warmupMs, measuredMs } }: Pick<Plan, 'connections' | 'requests'>,
  { wholeBody }: CheckedAnswers,
): Promise<number | null> {
  const load = new ClosedLoop(subject.target, { connections, body: wholeChat(), expected: wholeBody });
  await sleep(warmupMs);
  subject.emptyLog();
  const before = load.answers;
  await sleep(measuredMs);
  const answers = load.answers - before;
  const trace = readFileSync(subject.logFile, 'utf8');
  load.stop();
  if (load.fault !== null) throw new SubjectFault(load.fault);
  const bytes = allocatedBytes(trace);
  return bytes === null || answers === 0 ? null : bytes / answers;
}
