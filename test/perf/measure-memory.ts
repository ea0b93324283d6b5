import type { Contest } from './contest.ts';
import { measureAllocation } from './phases/measure-allocation.ts';
import { measureIdleMemory } from './phases/measure-idle-memory.ts';
import type { Plan } from './plan.ts';
import type { Outcome } from './report/outcome.ts';
import type { Subject } from './subjects/subject.ts';

/** Memory of a subject, in processes of its own, which have nothing left over from load. */
export async function measureMemory(contest: Contest, subject: Subject, plan: Plan): Promise<void> {
  const outcome = contest.outcomes.get(subject);
  if (outcome === undefined || outcome.failure !== null || subject.isVariation) return;
  await idleMemory(contest, subject, outcome, plan);
  if (subject.isNode && plan.allocation) await allocation(contest, subject, outcome, plan);
}

async function idleMemory(contest: Contest, subject: Subject, outcome: Outcome, plan: Plan): Promise<void> {
  const contestant = await contest.start(subject);
  const pid = contestant?.running.pid ?? null;
  if (contestant === null || pid === null) return;
  const { running } = contestant;
  const { idleStreams: sizes, settleMs } = plan;
  const found = await contest.attempt(subject, () => measureIdleMemory({ ...running, pid }, { sizes, settleMs }));
  await running.stop();
  outcome.idleMemory = found ?? [];
  for (const { streams, bytesPerStream } of outcome.idleMemory) {
    contest.say(`  ${subject.name}: ${(bytesPerStream / 1024).toFixed(1)} KB for each of ${streams} idle streams`);
  }
}

/** With the collector's trace, line by line: into a file it would go in blocks. */
const tracedNode = ['stdbuf', '-oL', process.execPath, '--trace-gc'];

async function allocation(contest: Contest, subject: Subject, outcome: Outcome, plan: Plan): Promise<void> {
  const contestant = await contest.start(subject, tracedNode);
  if (contestant === null) return;
  const { running, checked } = contestant;
  outcome.allocatedBytesPerRequest = await contest.attempt(subject, () => measureAllocation(running, plan, checked));
  await running.stop();
}
