import type { RequestSample } from './request-sample.ts';

/** Answers shorter than this say little about the pace. Fixed beforehand and the same in both arms. */
const shortestAnswerTokens = 8;

/** What a request adds to the means: natural logs of seconds per token, of seconds, of tokens. Null adds nothing. */
export interface RequestLogs {
  readonly logTpot: number | null;
  readonly logTtft: number | null;
  readonly logLength: number | null;
}

export function logsOf({
  decodeSeconds,
  completionTokens: tokens,
  timeToFirstTokenSeconds,
}: RequestSample): RequestLogs {
  const isPaced = tokens !== null && tokens >= shortestAnswerTokens && decodeSeconds !== null && decodeSeconds > 0;
  return {
    logTpot: isPaced ? Math.log(decodeSeconds / (tokens - 1)) : null,
    logTtft: logOrNull(timeToFirstTokenSeconds),
    logLength: logOrNull(tokens),
  };
}

/** Of what is 0 or less there is no log: a clock that stood still, an empty answer. */
function logOrNull(x: number | null): number | null {
  return x !== null && x > 0 ? Math.log(x) : null;
}
