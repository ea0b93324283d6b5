import type { Attributes } from '@opentelemetry/api';
import { acceleration } from '@slipstream/metrics';
import type { AnswerReading } from '@slipstream/metrics';
import type { RequestFigures } from '../metering/request-figures.ts';
import type { AttemptRecord, RequestRecord } from '../metering/request-record.ts';
import type { GenAiNames } from './semantic-conventions.ts';

const operations = { chat: 'chat', completions: 'text_completion' } as const;
const routes = { chat: '/v1/chat/completions', completions: '/v1/completions' } as const;

/** Moments inside the spans: when the variant was chosen (of the request), when its first token was here (of the attempt). */
export const spanEvents = { decision: 'slipstream.decision', firstToken: 'slipstream.first_token' } as const;

/** A client may write anything into `model`; as an attribute it gets this many characters. */
const longestModelName = 128;

/**
 * Name of a span: `{operation} {model}`, as the GenAI conventions say. Only a configured model is named: a span name
 * must not take as many values as clients can invent.
 */
export function spanName(record: RequestRecord, model: string | null): string {
  const operation = operations[record.route];
  return model === null ? operation : `${operation} ${model}`;
}

/**
 * What the server span of a settled request says. Tokens stand on this span only and not on the attempts below it, so
 * that a sum over spans counts each token once. Prompts, answers and the client's identity are never here.
 */
export function requestAttributes(names: GenAiNames, record: RequestRecord, figures: RequestFigures): Attributes {
  const reading = figures.lastAttempt?.reading ?? null;
  const finishReason = reading?.finishReason ?? null;
  return known({
    'http.request.method': 'POST',
    'http.route': routes[record.route],
    'http.response.status_code': record.status,
    ...errorType(record.outcome),
    [names.operationName]: operations[record.route],
    [names.providerName]: record.decision?.variant.engine ?? null,
    [names.requestModel]: record.model?.slice(0, longestModelName) ?? null,
    ...optional(names.requestStream, record.stream),
    [names.requestMaxTokens]: record.maxTokens,
    [names.requestTemperature]: record.temperature,
    [names.responseModel]: reading === null ? null : (record.decision?.variant.model ?? null),
    [names.responseFinishReasons]: finishReason === null ? null : [finishReason],
    ...optional(names.timeToFirstChunk, figures.timeToFirstTokenSeconds),
    [names.inputTokens]: reading?.tokens.prompt ?? null,
    [names.outputTokens]: reading?.tokens.completion ?? null,
    ...optional(names.cachedTokens, reading?.tokens.cached ?? null),
    ...optional(names.reasoningTokens, reading?.tokens.reasoning ?? null),
    'slipstream.request_id': record.id,
    'slipstream.outcome': record.outcome,
    'slipstream.replica': figures.lastAttempt?.replica ?? null,
    'slipstream.attempts': record.attempts.length,
    'slipstream.overhead': figures.overheadSeconds,
    'slipstream.time_per_output_token': figures.timePerOutputTokenSeconds,
    'slipstream.prompt.class': record.promptClass,
    'slipstream.gpu_time': figures.gpuTime?.seconds ?? null,
    'slipstream.tokens.source': reading?.tokens.source ?? null,
    ...assignmentAttributes(record),
    ...speculationAttributes(reading),
  });
}

/** What the client span of one attempt says. */
export function attemptAttributes(names: GenAiNames, record: RequestRecord, attempt: AttemptRecord): Attributes {
  return known({
    'http.request.method': 'POST',
    'http.response.status_code': attempt.upstreamStatus,
    ...errorType(attempt.outcome),
    [names.operationName]: operations[record.route],
    [names.providerName]: record.decision?.variant.engine ?? null,
    [names.requestModel]: record.decision?.variant.model ?? null,
    'slipstream.request_id': record.id,
    'slipstream.variant': record.decision?.variant.name ?? null,
    'slipstream.replica': attempt.replica,
    'slipstream.attempt': attempt.index,
    'slipstream.attempt.concurrency': attempt.concurrency,
    'slipstream.attempt.kind': attempt.kind,
    'slipstream.outcome': attempt.outcome,
  });
}

/** What the decision of a request says: who answers, and why that one. */
export function decisionAttributes(record: RequestRecord): Attributes {
  return known(assignmentAttributes(record));
}

function assignmentAttributes(record: RequestRecord): Readonly<Record<string, string | boolean | null>> {
  const { decision } = record;
  if (decision === null) return {};
  return {
    'slipstream.model': decision.model.name,
    'slipstream.variant': decision.variant.name,
    'slipstream.speculator': decision.variant.speculator.kind,
    'slipstream.experiment.seed': decision.model.experiment.seed,
    'slipstream.experiment.unit': decision.unit,
    'slipstream.experiment.exposure': decision.exposure,
    'slipstream.experiment.forced': decision.forced,
  };
}

/** No convention has words for speculation yet; these are shaped so that they could be proposed. */
function speculationAttributes(reading: AnswerReading | null): Readonly<Record<string, string | number | null>> {
  const figure = reading?.speculation ?? null;
  if (figure === null) return {};
  return {
    'slipstream.speculation.acceleration': acceleration(figure.sums),
    'slipstream.speculation.steps': figure.sums.steps,
    'slipstream.speculation.tokens': figure.sums.tokens,
    'slipstream.speculation.accepted': figure.sums.accepted,
    'slipstream.speculation.method': figure.method,
    'slipstream.speculation.source': figure.source,
  };
}

function errorType(outcome: string | null): Readonly<Record<string, string>> {
  return outcome === null || outcome === 'ok' || outcome === 'hedge_lost' ? {} : { 'error.type': outcome };
}

type MaybeAttributes = Readonly<Record<string, string | number | boolean | string[] | null>>;

function optional(name: string | null, value: string | number | boolean | null): MaybeAttributes {
  return name === null ? {} : { [name]: value };
}

/** Unknown is left out: an attribute that is there is a fact. */
function known(attributes: MaybeAttributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== null));
}
