import type { StreamFigures } from '../phases/measure-streams.ts';
import type { SubjectName } from '../subjects/subject.ts';
import type { Outcome } from './outcome.ts';
import { spreadOf } from './spread.ts';
import type { Spread } from './spread.ts';

/** The figures of one subject over all rounds. `added…`: over `direct` in the same round. Null: unknown. */
export interface Summary {
  readonly name: SubjectName;
  readonly outcome: Outcome;
  readonly requestsPerCpuSecond: Spread | null;
  readonly eventsPerCpuSecond: Spread | null;
  readonly addedTtftMsP50: Spread | null;
  readonly addedTtftMsP99: Spread | null;
  readonly addedEventDelayMsP50: Spread | null;
  readonly addedEventDelayMsP99: Spread | null;
  readonly addedDelayManyMsP50: Spread | null;
  readonly addedDelayManyMsP99: Spread | null;
  /** At the largest number of idle streams. */
  readonly bytesPerStream: number | null;
}

type Millis = 'ttftMsP50' | 'ttftMsP99' | 'eventDelayMsP50' | 'eventDelayMsP99';

export function summarise(outcome: Outcome, direct: Outcome | null): Summary {
  const { streams, manyStreams } = outcome;
  return {
    name: outcome.name,
    outcome,
    requestsPerCpuSecond: spreadOf(outcome.requests.map((round) => round?.requestsPerCpuSecond)),
    eventsPerCpuSecond: spreadOf(streams.map((round) => round?.eventsPerCpuSecond)),
    addedTtftMsP50: added(streams, direct?.streams, 'ttftMsP50'),
    addedTtftMsP99: added(streams, direct?.streams, 'ttftMsP99'),
    addedEventDelayMsP50: added(streams, direct?.streams, 'eventDelayMsP50'),
    addedEventDelayMsP99: added(streams, direct?.streams, 'eventDelayMsP99'),
    addedDelayManyMsP50: added(manyStreams, direct?.manyStreams, 'eventDelayMsP50'),
    addedDelayManyMsP99: added(manyStreams, direct?.manyStreams, 'eventDelayMsP99'),
    bytesPerStream: outcome.idleMemory.at(-1)?.bytesPerStream ?? null,
  };
}

function added(
  rounds: readonly (StreamFigures | null)[],
  direct: readonly (StreamFigures | null)[] | undefined,
  figure: Millis,
): Spread | null {
  return spreadOf(
    rounds.map((round, index) => {
      const [found, base] = [round?.[figure] ?? null, direct?.[index]?.[figure] ?? null];
      return found === null || base === null ? null : found - base;
    }),
  );
}
