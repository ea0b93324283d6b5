import type { Answer } from '../client/answer.ts';
import type { Level, Stop } from '../plan/bench-options.ts';
import type { Prompt } from '../workload/prompt.ts';
import { closedLoop } from './closed-loop.ts';
import type { RequestRecord } from './request-record.ts';
import type { OpenArm, Session } from './session.ts';

interface Question {
  readonly index: number;
  readonly prompt: Prompt;
}

export interface Asked {
  readonly records: readonly RequestRecord[];
  readonly startedAtMs: number;
  /** First request sent → last answer complete. */
  readonly drainedMs: number;
}

/** The measured requests of one arm, from the start of the list, until it is time to stop and all answers are in. */
export async function askArm({ arm, client }: OpenArm, level: Level, session: Session): Promise<Asked> {
  const { clock, progress, signal } = session;
  const { vus, stop } = level;
  const records: RequestRecord[] = [];
  const startedAtMs = clock.now();
  const next = questions(stop, session, startedAtMs);
  const ask = ({ prompt }: Question): Promise<Answer> => client.ask(prompt.text);
  const take = ({ index, prompt }: Question, answer: Answer): void => {
    records.push({ arm: arm.name, vus, index, promptId: prompt.id, promptClass: prompt.class, ...answer });
    progress.answer(arm.name, answer);
  };
  await closedLoop({ vus, next, ask, take, signal });
  const endedAtMs = records.reduce((latest, record) => Math.max(latest, record.endedAtMs), startedAtMs);
  return { records, startedAtMs, drainedMs: endedAtMs - startedAtMs };
}

function questions(stop: Stop, { prompts, clock }: Session, startedAtMs: number): () => Question | null {
  let index = -1;
  return () => {
    if (stop.kind === 'duration' && clock.now() - startedAtMs >= stop.ms) return null;
    index += 1;
    const prompt = prompts[index % prompts.length];
    return prompt === undefined || (stop.kind === 'requests' && index >= stop.count) ? null : { index, prompt };
  };
}
