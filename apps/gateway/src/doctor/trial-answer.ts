import type { AnswerContext, AnswerReading, EngineAdapter } from '@slipstream/metrics';
import type { UpstreamPath } from '../ports.ts';

/** One small request, written as the gateway would send it. */
export interface TrialRequest {
  readonly adapter: EngineAdapter;
  readonly context: AnswerContext;
  readonly route: 'chat' | 'completions';
  readonly path: UpstreamPath;
  readonly stream: boolean;
  /** JSON. */
  readonly body: string;
}

/** What came of it: the reading of a good answer, or why there is none. */
export type TrialAnswer =
  | { readonly reading: AnswerReading; readonly problem: null }
  | { readonly reading: null; readonly problem: string };

/** Never rejects. */
export interface AskOnce {
  (request: TrialRequest): Promise<TrialAnswer>;
}
