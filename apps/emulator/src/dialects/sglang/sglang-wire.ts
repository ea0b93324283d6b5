import type { RankedEngine } from '../../engine/ranked-engine.ts';
import type { Exchange, Headers } from '../../server/exchange.ts';
import { type ApiError, badRequest } from '../openai/api-error.ts';
import type { DraftWeights } from '../openai/draft-weights.ts';
import type { Answer, CallReading, StreamWriter, Wire } from '../openai/openai-server.ts';
import { BodyReader, type JsonObject } from '../openai/request/body-reader.ts';
import { issueList, issueText } from '../openai/request/field-issue.ts';
import type { GenerationCall } from '../openai/request/generation-call.ts';
import { readCall } from '../openai/request/read-call.ts';
import type { SequenceRecord } from '../openai/run/sequence-record.ts';
import { sseEvent } from '../openai/serve/openai-events.ts';
import { sglangAnswer } from './sglang-answer.ts';
import type { SglangSettings } from './sglang-settings.ts';
import { SglangStream } from './sglang-stream.ts';

/** `_abort_on_queued_limit`: the type is the status, in words inside a stream. */
const queueFull: ApiError = { status: 503, type: '503', message: 'The request queue is full.', param: null };

/** `create_abort_task` sleeps this long after a stream's client went away. */
const STREAM_ABORT_MS = 2000;
/** `_wait_one_response` looks whether the client of a whole answer is there. */
const WHOLE_POLL_MS = 4000;

export interface SglangWireOptions {
  readonly settings: SglangSettings;
  readonly contextLength: number;
  readonly engine: RankedEngine;
  readonly weights: DraftWeights;
}

/** SGLang's way with requests, errors and answers (`sglang/srt/entrypoints/openai`). */
export class SglangWire implements Wire {
  readonly overloaded = queueFull;
  readonly streamHead = 'with-first-event';
  readonly idHeader = 'x-override-rid';
  private readonly options: SglangWireOptions;

  constructor(options: SglangWireOptions) {
    this.options = options;
  }

  readCall(kind: GenerationCall['kind'], body: JsonObject): CallReading {
    const reader = new BodyReader(body);
    const call = readCall(kind, reader, ['return_meta_info', 'return_spec_tokens_details']);
    if (reader.issues.length > 0) {
      const message = `${issueText(reader.issues)} ${issueList(reader.issues)}`;
      return { ok: false, error: { status: 400, type: 'Bad Request', message, param: null } };
    }
    const message = faultOf(call);
    return message === null ? { ok: true, call } : { ok: false, error: refused(message) };
  }

  notAnObject(): ApiError {
    const issue = { type: 'json_invalid', loc: ['body', 0], msg: 'JSON decode error', input: {} };
    return { status: 400, type: 'Bad Request', message: issueText([issue]), param: null };
  }

  /** Any name is served: the model is not looked at. */
  refuse(call: GenerationCall, promptTokens: readonly number[]): ApiError | null {
    const { contextLength, settings } = this.options;
    for (const tokens of promptTokens) {
      const message = lengthFault(contextLength, tokens, call.maxTokens);
      if (message !== null) return refused(message);
    }
    if (settings.maxQueued === null) return null;
    return this.options.engine.load().waiting + 1 > settings.maxQueued ? queueFull : null;
  }

  defaultMaxTokens(kind: GenerationCall['kind']): number | null {
    return kind === 'completion' ? 16 : null;
  }

  /** Flat outside of streams. */
  errorJson(error: ApiError): string {
    return JSON.stringify(flat(error));
  }

  /** Nested inside. */
  streamError(error: ApiError): readonly string[] {
    return [sseEvent({ error: flat(error) })];
  }

  /** A full queue is found by the scheduler, after the stream has begun. */
  refusalInStream(error: ApiError): readonly string[] | null {
    return error === queueFull ? this.streamError({ ...error, type: 'SERVICE_UNAVAILABLE' }) : null;
  }

  answerHeaders(): Headers {
    return {};
  }

  openStream(answer: Answer): StreamWriter {
    return new SglangStream(answer, this.options.settings);
  }

  whole(answer: Answer, records: readonly SequenceRecord[]): unknown {
    return sglangAnswer(answer, this.options.settings, this.options.weights.version, records);
  }

  noticesAbsence(call: GenerationCall, waitedMs: number): number {
    return call.stream ? STREAM_ABORT_MS : WHOLE_POLL_MS - (waitedMs % WHOLE_POLL_MS);
  }

  wantedRank(exchange: Exchange): number | null {
    const rank = Number(exchange.header('x-data-parallel-rank') ?? Number.NaN);
    return Number.isInteger(rank) ? rank : null;
  }
}

function refused(message: string): ApiError {
  return { ...badRequest(message), type: 'BadRequest' };
}

function flat({ message, type, param, status }: ApiError): object {
  return { object: 'error', message, type, param, code: status };
}

function faultOf(call: GenerationCall): string | null {
  if (call.stream && call.switches.has('return_meta_info') && call.kind === 'chat') {
    return 'return_meta_info is not supported with streaming. Please set stream=false when using return_meta_info=true.';
  }
  if (call.kind === 'chat' && call.messages.length === 0) return 'Messages cannot be empty.';
  if (call.maxTokens !== null && call.maxTokens < 1) return `max_new_tokens must be at least 0, got ${call.maxTokens}.`;
  if (call.temperature !== null && call.temperature < 0) {
    return `temperature must be non-negative, got ${call.temperature}.`;
  }
  if (call.topP !== null && !(call.topP > 0 && call.topP <= 1)) return `top_p must be in (0, 1], got ${call.topP}.`;
  return call.n < 1 ? `n should be at least 1, got ${call.n}.` : null;
}

function lengthFault(most: number, prompt: number, asked: number | null): string | null {
  if (prompt >= most) {
    return `The input (${prompt} tokens) is longer than the model's context length (${most} tokens).`;
  }
  if (asked === null || prompt + asked <= most) return null;
  return (
    `Requested token count exceeds the model's maximum context length of ${most} tokens. You requested a total of ` +
    `${prompt + asked} tokens: ${prompt} tokens from the input messages and ${asked} tokens for the completion. ` +
    'Please reduce the number of tokens in the input messages or the completion to fit within the limit.'
  );
}
