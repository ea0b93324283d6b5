import { costNanos } from '@slipstream/metrics';
import type { SpeculationFigure, TokenCounts } from '@slipstream/metrics';
import { comparableControl } from '../../metering/comparable-control.ts';
import type { RequestFigures } from '../../metering/request-figures.ts';
import type { AttemptRecord, RequestRecord } from '../../metering/request-record.ts';
import type { Decision } from '../../ports.ts';
import type { LedgerRow } from './ledger-row.ts';
import type { AcceptedRecord } from './was-accepted.ts';

/**
 * The row of a request that was accepted, from its record alone. Of one that has no outcome yet, the row is what it will
 * be when it ends well: it is booked before its last byte is sent.
 */
export function buildLedgerRow(id: string, record: AcceptedRecord, figures: RequestFigures): LedgerRow {
  const { decision, attempts } = record;
  const { model, variant } = decision;
  const outcome = record.outcome ?? 'ok';
  return {
    id,
    request_id: record.id,
    received_at_ms: Math.round(record.receivedWallMs),
    route: record.route,
    key_name: record.key,
    model: model.name,
    experiment: model.experiment.seed,
    unit: decision.unit,
    exposure: decision.exposure ? 1 : 0,
    forced: decision.forced ? 1 : 0,
    run: model.experiment.run,
    variant: variant.name,
    control: comparableControl(model, variant)?.name ?? null,
    replica: figures.lastAttempt?.replica ?? null,
    concurrency: figures.lastAttempt?.concurrency ?? null,
    attempts: attempts.length,
    outcome,
    status: record.status ?? (outcome === 'ok' ? 200 : null),
    streamed: record.stream ? 1 : 0,
    prompt_class: record.promptClass,
    ...tokenColumns(figures.tokens, decision),
    ...wastedColumns(record, figures, outcome === 'ok'),
    ...speculationColumns(figures.lastAttempt?.reading?.speculation ?? null),
    ttft_seconds: figures.timeToFirstTokenSeconds,
    decode_seconds: figures.decodeSeconds,
    duration_seconds: figures.durationSeconds,
    queue_seconds: record.queuedMs === null ? null : record.queuedMs / 1000,
    gpus: variant.gpus,
    gpu_seconds: figures.gpuTime?.seconds ?? null,
    wasted_gpu_seconds: figures.gpuTime?.wastedSeconds ?? null,
  };
}

function tokenColumns(
  tokens: TokenCounts | null,
  { model }: Decision,
): Pick<
  LedgerRow,
  'prompt_tokens' | 'completion_tokens' | 'reasoning_tokens' | 'cached_tokens' | 'tokens_source' | 'cost_nanos'
> {
  const { prompt = null, completion = null, reasoning = null, cached = null, source = null } = tokens ?? {};
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    reasoning_tokens: reasoning,
    cached_tokens: cached,
    tokens_source: prompt === null && completion === null ? null : source,
    cost_nanos: costNanos({ prompt, cached, completion }, model.prices),
  };
}

function wastedColumns(
  { attempts }: RequestRecord,
  { lastAttempt, tokens }: RequestFigures,
  endedWell: boolean,
): Pick<LedgerRow, 'aborted_tokens' | 'discarded_tokens'> {
  const aborted = endedWell || lastAttempt === null ? 0 : (tokens?.completion ?? null);
  return { aborted_tokens: aborted, discarded_tokens: discardedTokens(attempts, lastAttempt) };
}

/** Unknown where one of the attempts was answered and nobody said how far. One that was never answered made nothing. */
function discardedTokens(attempts: readonly AttemptRecord[], answer: AttemptRecord | null): number | null {
  let sum: number | null = 0;
  for (const attempt of attempts) {
    if (attempt === answer || attempt.headAtMs === null) continue;
    const tokens = attempt.reading?.tokens.completion ?? null;
    sum = sum === null || tokens === null ? null : sum + tokens;
  }
  return sum;
}

function speculationColumns(
  figure: SpeculationFigure | null,
): Pick<
  LedgerRow,
  | 'method'
  | 'method_source'
  | 'prefills'
  | 'steps'
  | 'step_tokens'
  | 'drafts'
  | 'draft_tokens'
  | 'accepted_tokens'
  | 'accepted_by_position'
> {
  const positions = figure?.sums.acceptedByPosition ?? null;
  return {
    method: figure?.method ?? null,
    method_source: figure?.source ?? null,
    prefills: figure?.sums.requests ?? null,
    steps: figure?.sums.steps ?? null,
    step_tokens: figure?.sums.tokens ?? null,
    drafts: figure?.sums.drafts ?? null,
    draft_tokens: figure?.sums.draftTokens ?? null,
    accepted_tokens: figure?.sums.accepted ?? null,
    accepted_by_position: positions === null ? null : JSON.stringify(positions),
  };
}
