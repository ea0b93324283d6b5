import type { Contest, Contestant } from './contest.ts';
import { untilQuiet } from './measure/until-quiet.ts';
import { measureRequests } from './phases/measure-requests.ts';
import { measureStreams } from './phases/measure-streams.ts';
import type { Plan } from './plan.ts';
import { requestsLine, streamsLine } from './report/round-lines.ts';
import type { Subject } from './subjects/subject.ts';

const quietWithinMs = 1_500;

/** Measure by measure, so that what is compared is close in time; another subject is first in each round. */
export async function runRound(
  contest: Contest,
  contestants: ReadonlyMap<Subject, Contestant>,
  { plan, round }: { readonly plan: Plan; readonly round: number },
): Promise<void> {
  const order = rotated([...contestants], round);
  for (const one of order) await requestsOf(contest, one, plan);
  for (const one of order) await streamsOf(contest, one, plan, 'streams');
  for (const one of order) {
    if (!one[0].isVariation) await streamsOf(contest, one, plan, 'manyStreams');
  }
}

type Entry = readonly [Subject, Contestant];

async function requestsOf(contest: Contest, entry: Entry, plan: Plan): Promise<void> {
  const [subject, { running, checked }] = entry;
  const found = await contest.attempt(subject, () => measureRequests(running, plan, checked));
  contest.outcomes.get(subject)?.requests.push(found);
  if (found !== null) contest.say(requestsLine(subject.name, found));
  await rest(entry);
}

async function streamsOf(contest: Contest, entry: Entry, plan: Plan, which: 'streams' | 'manyStreams'): Promise<void> {
  const [subject, { running }] = entry;
  const found = await contest.attempt(subject, () => measureStreams(running, plan[which]));
  contest.outcomes.get(subject)?.[which].push(found);
  if (found !== null) contest.say(streamsLine(subject.name, plan[which].streams, found));
  await rest(entry);
}

async function rest([, { running }]: Entry): Promise<void> {
  await untilQuiet(running.pid, quietWithinMs);
  running.emptyLog();
}

function rotated<T>(list: readonly T[], by: number): T[] {
  const first = by % Math.max(1, list.length);
  return [...list.slice(first), ...list.slice(0, first)];
}
