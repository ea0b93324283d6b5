import { acceleration } from '@slipstream/metrics';
import type { AnswerReading } from '@slipstream/metrics';
import type { RequestFigures } from '../metering/request-figures.ts';
import type { AttemptRecord, RequestRecord } from '../metering/request-record.ts';
import type { GenAiNames } from './semantic-conventions.ts';
import type { AttributeWriter } from './spans/attribute-writer.ts';

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
export function writeRequestAttributes(
  to: AttributeWriter,
  names: GenAiNames,
  record: RequestRecord,
  figures: RequestFigures,
): void {
  const reading = figures.lastAttempt?.reading ?? null;
  const finishReason = reading?.finishReason ?? null;
  to.text('http.request.method', 'POST');
  to.text('http.route', routes[record.route]);
  to.number('http.response.status_code', record.status);
  to.text('error.type', errorType(record.outcome));
  to.text(names.operationName, operations[record.route]);
  to.text(names.providerName, record.decision?.variant.engine ?? null);
  to.text(names.requestModel, record.model?.slice(0, longestModelName) ?? null);
  to.flag(names.requestStream, record.stream);
  to.number(names.requestMaxTokens, record.maxTokens);
  to.number(names.requestTemperature, record.temperature);
  to.text(names.responseModel, reading === null ? null : (record.decision?.variant.model ?? null));
  to.texts(names.responseFinishReasons, finishReason === null ? [] : [finishReason]);
  to.number(names.timeToFirstChunk, figures.timeToFirstTokenSeconds);
  to.number(names.inputTokens, reading?.tokens.prompt ?? null);
  to.number(names.outputTokens, reading?.tokens.completion ?? null);
  to.number(names.cachedTokens, reading?.tokens.cached ?? null);
  to.number(names.reasoningTokens, reading?.tokens.reasoning ?? null);
  to.text('slipstream.request_id', record.id);
  to.text('slipstream.outcome', record.outcome);
  to.text('slipstream.replica', figures.lastAttempt?.replica ?? null);
  to.number('slipstream.attempts', record.attempts.length);
  to.number('slipstream.overhead', figures.overheadSeconds);
  to.number('slipstream.time_per_output_token', figures.timePerOutputTokenSeconds);
  to.text('slipstream.prompt.class', record.promptClass);
  to.number('slipstream.gpu_time', figures.gpuTime?.seconds ?? null);
  to.text('slipstream.tokens.source', reading?.tokens.source ?? null);
  writeAssignment(to, record);
  writeSpeculation(to, reading);
}

/** What the client span of one attempt says. */
export function writeAttemptAttributes(
  to: AttributeWriter,
  names: GenAiNames,
  record: RequestRecord,
  attempt: AttemptRecord,
): void {
  to.text('http.request.method', 'POST');
  to.number('http.response.status_code', attempt.upstreamStatus);
  to.text('error.type', errorType(attempt.outcome));
  to.text(names.operationName, operations[record.route]);
  to.text(names.providerName, record.decision?.variant.engine ?? null);
  to.text(names.requestModel, record.decision?.variant.model ?? null);
  to.text('slipstream.request_id', record.id);
  to.text('slipstream.variant', record.decision?.variant.name ?? null);
  to.text('slipstream.replica', attempt.replica);
  to.number('slipstream.attempt', attempt.index);
  to.number('slipstream.attempt.concurrency', attempt.concurrency);
  to.text('slipstream.attempt.kind', attempt.kind);
  to.text('slipstream.outcome', attempt.outcome);
}

/** Who answers, and why that one. */
export function writeAssignment(to: AttributeWriter, { decision }: RequestRecord): void {
  if (decision === null) return;
  to.text('slipstream.model', decision.model.name);
  to.text('slipstream.variant', decision.variant.name);
  to.text('slipstream.speculator', decision.variant.speculator.kind);
  to.text('slipstream.experiment.seed', decision.model.experiment.seed);
  to.text('slipstream.experiment.unit', decision.unit);
  to.flag('slipstream.experiment.exposure', decision.exposure);
  to.flag('slipstream.experiment.forced', decision.forced);
}

/** No convention has words for speculation yet; these are shaped so that they could be proposed. */
function writeSpeculation(to: AttributeWriter, reading: AnswerReading | null): void {
  const figure = reading?.speculation ?? null;
  if (figure === null) return;
  to.number('slipstream.speculation.acceleration', acceleration(figure.sums));
  to.number('slipstream.speculation.steps', figure.sums.steps);
  to.number('slipstream.speculation.tokens', figure.sums.tokens);
  to.number('slipstream.speculation.accepted', figure.sums.accepted);
  to.text('slipstream.speculation.method', figure.method);
  to.text('slipstream.speculation.source', figure.source);
}

function errorType(outcome: string | null): string | null {
  return outcome === 'ok' || outcome === 'hedge_lost' ? null : outcome;
}
