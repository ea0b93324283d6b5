import type { EngineName } from '@slipstream/config';
import type { EngineIdentity, Finding } from '@slipstream/metrics';

/** What was found out of one server. */
export interface Examination {
  /** Origin of the server. */
  readonly url: string;
  /** Whose dialect it was read in. */
  readonly engine: EngineName;
  readonly identity: EngineIdentity | null;
  /** What went otherwise than it should, in words for the server's owner. */
  readonly notes: readonly string[];
  readonly findings: readonly Finding[];
}

/** `wish`: there is nothing to examine by that name. `busy`: it is being examined already. The others are the server's. */
export type ExaminationObstacle = 'wish' | 'busy' | 'unreachable' | 'refused' | 'no-engine';

/** Why nothing could be found out. The message says what was wrong, where, and what would be right. */
export class ExaminationError extends Error {
  readonly obstacle: ExaminationObstacle;

  constructor(obstacle: ExaminationObstacle, message: string) {
    super(message);
    this.obstacle = obstacle;
  }
}
