import { noTrace } from '../../telemetry/no-trace.ts';
import type { Config } from '@slipstream/config';
import type { AnswerReading, TokenCounts } from '@slipstream/metrics';
import type { Decision } from '../../ports.ts';
import { requestFigures } from '../request-figures.ts';
import type { AttemptRecord, RequestRecord } from '../request-record.ts';
import type { Sink } from '../sink.ts';

/** A decision of the experiment for one variant of the model `tgi`. */
export function decisionFor(config: Config, name: string, over: Partial<Decision> = {}): Decision {
  const model = config.models.get('tgi');
  const variant = model?.variants.get(name);
  if (model === undefined || variant === undefined) throw new Error(`no variant ${name}`);
  return { model, variant, unit: 'session', unitHash: 1, exposure: true, forced: false, ...over };
}

/** Tokens of an answer; what is left out was not said. */
export function tokenCounts(over: Partial<TokenCounts>): TokenCounts {
  return { prompt: null, completion: null, reasoning: null, cached: null, source: 'engine', ...over };
}

/** A streamed answer of 11 tokens in 6 steps: first token after 200 ms, then 10 tokens in 500 ms. */
export function streamReading(over: Partial<AnswerReading> = {}): AnswerReading {
  return {
    end: 'complete',
    engineError: null,
    tokens: tokenCounts({ prompt: 20, completion: 11, source: 'engine' }),
    finishReason: 'stop',
    firstTokenAtMs: 1200,
    lastTokenAtMs: 1700,
    events: 11,
    readGapsMs: [100, 100, 100, 100, 100],
    speculation: {
      sums: {
        requests: 1,
        tokens: 11,
        steps: 6,
        accepted: 5,
        drafts: null,
        draftTokens: null,
        acceptedByPosition: null,
      },
      method: 'estimated',
      source: 'tgi:arrival-clusters',
      stepsVariance: 0.01,
    },
    ...over,
  };
}

export function attempt(over: Partial<AttemptRecord> = {}): AttemptRecord {
  return {
    index: 0,
    kind: 'first',
    replica: 'mlp-0',
    concurrency: 1,
    startedAtMs: 1010,
    headAtMs: 1100,
    endedAtMs: 1710,
    upstreamStatus: 200,
    outcome: 'ok',
    reading: streamReading(),
    replicaTime: { seconds: 0.7, decodeSeconds: 0.5 },
    ...over,
  };
}

/** A stream that ended well: received at 1000 ms of the clock, ended at 1720. */
export function settledRecord(over: Partial<RequestRecord> = {}): RequestRecord {
  return {
    id: 'req-1',
    route: 'chat',
    receivedAtMs: 1000,
    receivedWallMs: 1_800_000_000_000,
    key: null,
    model: 'tgi',
    stream: true,
    maxTokens: 250,
    temperature: 0.7,
    promptClass: 'chat',
    decision: null,
    decidedAtMs: null,
    queuedMs: null,
    attempts: [attempt()],
    firstByteAtMs: 1201,
    outcome: 'ok',
    status: 200,
    errorMessage: null,
    endedAtMs: 1720,
    ...over,
  };
}

/** A stream of 11 tokens at a given pace, for filling ledgers. */
export function recordAtPace(decision: Decision, secondsPerToken: number): RequestRecord {
  const reading = streamReading({ firstTokenAtMs: 1200, lastTokenAtMs: 1200 + secondsPerToken * 10_000 });
  return settledRecord({ decision, attempts: [attempt({ reading })] });
}

export function settle(sink: Sink, record: RequestRecord): void {
  sink.settle(record, requestFigures(record), noTrace);
}
