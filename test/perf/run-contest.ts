import { Contest } from './contest.ts';
import type { Contestant, Say } from './contest.ts';
import { measureMemory } from './measure-memory.ts';
import { measureRequests } from './phases/measure-requests.ts';
import type { Plan } from './plan.ts';
import type { Outcome } from './report/outcome.ts';
import { runRound } from './run-round.ts';
import type { Subject } from './subjects/subject.ts';

export interface ContestOptions {
  readonly subjects: readonly Subject[];
  readonly plan: Plan;
  /** How Node is called for the subjects that run on it. */
  readonly node: readonly string[];
  readonly say: Say;
}

/** Measures every subject, interleaved and repeated. Rejects only when the harness itself fails. */
export async function runContest({ subjects, plan, node, say }: ContestOptions): Promise<Outcome[]> {
  const contest = new Contest({ say, node });
  try {
    await contest.open();
    for (const subject of subjects) await contest.prepare(subject);
    const contestants = await startAll(contest, subjects, plan);
    for (let round = 0; round < plan.rounds; round += 1) {
      say(`round ${round + 1} of ${plan.rounds}`);
      await runRound(contest, contestants, { plan, round });
    }
    for (const { running } of contestants.values()) await running.stop();
    say('memory');
    for (const subject of subjects) await measureMemory(contest, subject, plan);
    return [...contest.outcomes.values()];
  } finally {
    await contest.close();
  }
}

async function startAll(
  contest: Contest,
  subjects: readonly Subject[],
  plan: Plan,
): Promise<ReadonlyMap<Subject, Contestant>> {
  const contestants = new Map<Subject, Contestant>();
  for (const subject of subjects) {
    const outcome = contest.outcomes.get(subject);
    if (outcome === undefined || outcome.failure !== null) continue;
    contest.say(`starting ${subject.name}: ${outcome.about}`);
    const contestant = await contest.start(subject);
    if (contestant === null) continue;
    outcome.fidelity = contestant.checked.fidelity;
    if (subject.isNode) await compile(contest, subject, contestant, plan);
    contestants.set(subject, contestant);
  }
  return contestants;
}

async function compile(
  contest: Contest,
  subject: Subject,
  { running, checked }: Contestant,
  plan: Plan,
): Promise<void> {
  const load = { connections: plan.connections, requests: { warmupMs: plan.compileMs, measuredMs: 200 } };
  await contest.attempt(subject, () => measureRequests(running, load, checked));
  running.emptyLog();
}
