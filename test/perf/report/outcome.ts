import type { Fidelity } from '../load/check-answers.ts';
import type { IdleMemory } from '../phases/measure-idle-memory.ts';
import type { RequestFigures } from '../phases/measure-requests.ts';
import type { StreamFigures } from '../phases/measure-streams.ts';
import type { SubjectName } from '../subjects/subject.ts';

/** Everything that one subject showed. A list has one entry per round; null where that round was not measured. */
export interface Outcome {
  readonly name: SubjectName;
  readonly isOurs: boolean;
  /** Name, version, set-up. */
  readonly about: string;
  readonly requests: (RequestFigures | null)[];
  readonly streams: (StreamFigures | null)[];
  readonly manyStreams: (StreamFigures | null)[];
  fidelity: Fidelity | null;
  idleMemory: readonly IdleMemory[];
  allocatedBytesPerRequest: number | null;
  /** Why it was not, or no longer, measured. `missing`: not to be had here; `wrong`: it answered wrongly. */
  failure: { readonly kind: 'missing' | 'wrong'; readonly reason: string } | null;
}

export function newOutcome(subject: { readonly name: SubjectName; readonly isOurs: boolean }, about: string): Outcome {
  return {
    name: subject.name,
    isOurs: subject.isOurs,
    about,
    requests: [],
    streams: [],
    manyStreams: [],
    fidelity: null,
    idleMemory: [],
    allocatedBytesPerRequest: null,
    failure: null,
  };
}
