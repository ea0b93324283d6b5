import type { AnswerReading } from '@slipstream/metrics';
import { requestFigures } from '../../metering/request-figures.ts';
import type { RequestFigures } from '../../metering/request-figures.ts';
import type { RequestRecord } from '../../metering/request-record.ts';
import type { Decision, Random } from '../../ports.ts';

/** How one variant serves, as a test wants it. */
export interface Serving {
  /** Mean milliseconds per token; the spread of its log is 0.3. */
  readonly tpotMs: number;
  readonly ttftMs: number;
  /** Tokens per forward pass. */
  readonly acceleration: number;
  /** Share of requests that the engine fails. */
  readonly failing: number;
  /** Tokens of an answer, in the mean. */
  readonly tokens: number;
  /** Share of answers that are cut at the token limit. */
  readonly cut: number;
  /** Whether all answers of a session are, or none, whatever the share. */
  readonly isCut?: (session: string) => boolean;
}

export const plainServing: Serving = {
  tpotMs: 20,
  ttftMs: 200,
  acceleration: 1,
  failing: 0.005,
  tokens: 120,
  cut: 0.1,
};

/** The record of one request as it would have been settled at `endMs`, with its figures. */
export function simulatedAnswer(
  decision: Decision,
  serving: Serving,
  { endMs, random, session }: { readonly endMs: number; readonly random: Random; readonly session: string },
): { readonly record: RequestRecord; readonly figures: RequestFigures } {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const isFailed = random() < serving.failing;
  const tokens = Math.max(8, Math.round(serving.tokens * Math.exp(0.4 * normal)));
  const spread = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const decodeMs = (tokens - 1) * serving.tpotMs * Math.exp(0.3 * spread);
  const firstMs = serving.ttftMs * Math.exp(0.2 * normal);
  const startMs = endMs - firstMs - decodeMs;
  const replicas = decision.variant.replicas;
  const replica = replicas[Math.floor(random() * replicas.length)]?.name ?? 'none';
  const reading: AnswerReading = {
    end: 'complete',
    engineError: null,
    tokens: { prompt: 20, completion: tokens, reasoning: null, cached: null, source: 'engine' },
    finishReason: (serving.isCut?.(session) ?? random() < serving.cut) ? 'length' : 'stop',
    firstTokenAtMs: startMs + firstMs,
    lastTokenAtMs: endMs,
    events: tokens,
    speculation: {
      sums: {
        requests: 1,
        tokens,
        steps: tokens / (serving.acceleration * Math.exp(0.05 * spread)),
        accepted: null,
        drafts: null,
        draftTokens: null,
        acceptedByPosition: null,
      },
      method: 'derived',
      source: 'simulated',
    },
  };
  const outcome = isFailed ? 'engine_failed' : 'ok';
  const record: RequestRecord = {
    id: 'simulated',
    route: 'chat',
    receivedAtMs: startMs,
    receivedWallMs: 0,
    key: null,
    model: decision.model.name,
    stream: true,
    maxTokens: null,
    temperature: null,
    promptClass: 'chat',
    decision,
    decidedAtMs: null,
    queuedMs: null,
    attempts: [
      {
        index: 0,
        kind: 'first',
        replica,
        concurrency: 1,
        startedAtMs: startMs,
        headAtMs: startMs,
        endedAtMs: endMs,
        upstreamStatus: isFailed ? 500 : 200,
        outcome,
        reading: isFailed ? null : reading,
        replicaTime: { seconds: (endMs - startMs) / 1000, decodeSeconds: (endMs - startMs - firstMs) / 1000 },
      },
    ],
    firstByteAtMs: startMs + firstMs,
    outcome,
    status: isFailed ? 502 : 200,
    errorMessage: null,
    endedAtMs: endMs,
  };
  return { record, figures: requestFigures(record) };
}
