import type { Exchange, Headers } from '../../server/exchange.ts';
import type { RankedEngine } from '../../engine/ranked-engine.ts';
import { type ApiError, badRequest } from '../openai/api-error.ts';
import type { Answer, CallReading, StreamWriter, Wire } from '../openai/openai-server.ts';
import { BodyReader, type JsonObject } from '../openai/request/body-reader.ts';
import { issueList, issueText } from '../openai/request/field-issue.ts';
import type { GenerationCall } from '../openai/request/generation-call.ts';
import { readCall } from '../openai/request/read-call.ts';
import type { SequenceRecord } from '../openai/run/sequence-record.ts';
import { sseEvent } from '../openai/serve/openai-events.ts';
import { vllmAnswer } from './vllm-answer.ts';
import type { VllmSettings } from './vllm-settings.ts';
import { VllmStream } from './vllm-stream.ts';

/** vLLM has room for no more: waiting and running requests together (PR 49445). Its `type` is not verified. */
const queueFull: ApiError = {
  status: 503,
  type: 'ServiceUnavailableError',
  message: 'The server is overloaded: too many requests in flight. Please retry later.',
  param: null,
};

export interface VllmWireOptions {
  readonly settings: VllmSettings;
  readonly modelId: string;
  readonly maxModelLen: number;
  readonly engine: RankedEngine;
  /** A random id. */
  hex(): string;
}

/** vLLM's way with requests, errors and answers (`vllm/entrypoints/openai`). */
export class VllmWire implements Wire {
  readonly overloaded = queueFull;
  readonly streamHead = 'at-once';
  readonly idHeader = 'x-request-id';
  private readonly options: VllmWireOptions;

  constructor(options: VllmWireOptions) {
    this.options = options;
  }

  readCall(kind: GenerationCall['kind'], body: JsonObject): CallReading {
    const reader = new BodyReader(body);
    const call = readCall(kind, reader, ['return_token_ids']);
    if (reader.issues.length > 0) {
      // The text twice over: pydantic's own, then Python's list of the same.
      return { ok: false, error: invalid(`${issueText(reader.issues)} ${issueList(reader.issues)}`) };
    }
    const error = this.fault(call, reader);
    return error === null ? { ok: true, call } : { ok: false, error };
  }

  notAnObject(): ApiError {
    const issue = { type: 'json_invalid', loc: ['body', 0], msg: 'JSON decode error', input: {} };
    return invalid(issueText([issue]));
  }

  refuse(call: GenerationCall, promptTokens: readonly number[]): ApiError | null {
    const { modelId, maxModelLen, settings } = this.options;
    if (call.model !== null && call.model !== modelId) {
      const message = `The model \`${call.model}\` does not exist.`;
      return { status: 404, type: 'NotFoundError', message, param: 'model' };
    }
    for (const tokens of promptTokens) {
      const answer = call.maxTokens ?? 1;
      if (tokens + answer <= maxModelLen) continue;
      return badRequest(tooLong(maxModelLen, tokens, call.maxTokens ?? 0), 'input_tokens');
    }
    if (settings.maxQueued === null) return null;
    const { running, waiting } = this.options.engine.load();
    return running + waiting + promptTokens.length * call.n > settings.maxQueued ? queueFull : null;
  }

  defaultMaxTokens(kind: GenerationCall['kind']): number | null {
    return kind === 'completion' ? 16 : null;
  }

  errorJson({ message, type, param, status }: ApiError): string {
    return JSON.stringify({ error: { message, type, param, code: status } });
  }

  streamError(error: ApiError): readonly string[] {
    return [sseEvent(this.errorJson(error))];
  }

  refusalInStream(): null {
    return null;
  }

  answerHeaders(exchange: Exchange): Headers {
    if (!this.options.settings.requestIdHeaders) return {};
    return { 'x-request-id': exchange.header('x-request-id') ?? this.options.hex() };
  }

  openStream(answer: Answer): StreamWriter {
    return new VllmStream(answer, this.options.settings);
  }

  whole(answer: Answer, records: readonly SequenceRecord[]): unknown {
    return vllmAnswer(answer, this.options.settings, records);
  }

  /** `with_cancellation`: within the tick. */
  noticesAbsence(): number {
    return 0;
  }

  wantedRank(exchange: Exchange): number | null {
    const rank = Number(exchange.header('x-data-parallel-rank') ?? Number.NaN);
    return Number.isInteger(rank) ? rank : null;
  }

  /** Checks beyond the types of fields. */
  private fault(call: GenerationCall, reader: BodyReader): ApiError | null {
    if (call.streamOptions !== null && !call.stream) {
      return invalid('Stream options can only be defined when `stream=True`.', 'stream_options');
    }
    if (call.hasTools && (call.toolChoice === null || call.toolChoice === 'auto')) {
      return badRequest('"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set');
    }
    if (call.maxTokens !== null && call.maxTokens < 1) {
      return badRequest(`max_tokens must be at least 1, got ${call.maxTokens}.`, 'max_tokens');
    }
    if (call.temperature !== null && call.temperature < 0) {
      return badRequest(`temperature must be non-negative, got ${call.temperature}.`, 'temperature');
    }
    if (call.topP !== null && !(call.topP > 0 && call.topP <= 1)) {
      return badRequest(`top_p must be in (0, 1], got ${call.topP}.`, 'top_p');
    }
    if (call.n < 1) return badRequest(`n must be at least 1, got ${call.n}.`, 'n');
    const top = call.kind === 'chat' ? (reader.integer('top_logprobs') ?? 0) : 0;
    return top > 0 && !call.logprobs
      ? invalid('when using `top_logprobs`, `logprobs` must be set to true.', 'top_logprobs')
      : null;
  }
}

/** Errors of request validation have a type of their own. */
function invalid(message: string, param: string | null = null): ApiError {
  return { status: 400, type: 'Bad Request', message, param };
}

function tooLong(most: number, prompt: number, asked: number): string {
  return (
    `This model's maximum context length is ${most} tokens. However, you requested ${asked} output tokens and your ` +
    `prompt contains ${prompt} input tokens, for a total of ${prompt + asked} tokens. Please reduce the length of the ` +
    'input prompt or the number of requested output tokens.'
  );
}
