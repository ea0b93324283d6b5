import type { AnswerReading } from '../engines/answer-reading.ts';
import type { EngineCounters, EngineLoad } from '../engines/engine-counters.ts';
import type { EngineIdentity } from '../engines/engine-identity.ts';

/** What a server showed when it was asked for all that can be measured of it. `null`: it was not asked, or did not answer. */
export interface Evidence {
  readonly identity: EngineIdentity | null;
  /** A streamed answer, and one in one piece, each asked as the gateway would ask. */
  readonly stream: AnswerReading | null;
  readonly whole: AnswerReading | null;
  /** Its metrics page, after those. */
  readonly counters: EngineCounters | null;
  readonly load: EngineLoad | null;
}
