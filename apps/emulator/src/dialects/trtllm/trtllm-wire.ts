import type { Headers } from '../../server/exchange.ts';
import { type ApiError, badRequest } from '../openai/api-error.ts';
import type { Answer, CallReading, StreamWriter, Wire } from '../openai/openai-server.ts';
import { BodyReader, type JsonObject } from '../openai/request/body-reader.ts';
import { issueText } from '../openai/request/field-issue.ts';
import type { GenerationCall } from '../openai/request/generation-call.ts';
import { readCall } from '../openai/request/read-call.ts';
import type { SequenceRecord } from '../openai/run/sequence-record.ts';
import { knownFields } from './known-fields.ts';
import { trtllmAnswer } from './trtllm-answer.ts';
import type { TrtllmSettings } from './trtllm-settings.ts';
import { TrtllmStream } from './trtllm-stream.ts';

/** Marks what FastAPI found: the body is then `{"error": "…"}`, and nothing else. */
const VALIDATION = 'RequestValidationError';

/** `await_disconnected` looks so often. */
const POLL_MS = 1000;

/** `trtllm-serve`'s way with requests, errors and answers (`tensorrt_llm/serve`). */
export class TrtllmWire implements Wire {
  /** A fault of the emulator's: `trtllm-serve` has no bound on its queue. */
  readonly overloaded: ApiError = {
    status: 503,
    type: 'ServiceUnavailableError',
    message: 'The server is overloaded.',
    param: null,
  };
  readonly streamHead = 'at-once';
  readonly idHeader = null;
  private readonly settings: TrtllmSettings;
  private readonly maxSeqLen: number;

  constructor(settings: TrtllmSettings, maxSeqLen: number) {
    this.settings = settings;
    this.maxSeqLen = maxSeqLen;
  }

  readCall(kind: GenerationCall['kind'], body: JsonObject): CallReading {
    const reader = new BodyReader(body);
    reader.required('model');
    const call = readCall(kind, reader, []);
    // pydantic's model validators run before its fields, and alone.
    if (call.streamOptions !== null && !call.stream) {
      const msg =
        kind === 'chat'
          ? 'Value error, stream_options can only be set if stream is true'
          : 'Value error, Stream options can only be defined when stream is true.';
      return { ok: false, error: invalid(issueText([{ type: 'value_error', loc: ['body'], msg, input: body }])) };
    }
    reader.forbidOthers(knownFields[kind]);
    if (reader.issues.length > 0) return { ok: false, error: invalid(issueText(reader.issues)) };
    const message = this.fault(call);
    return message === null ? { ok: true, call } : { ok: false, error: badRequest(message) };
  }

  notAnObject(): ApiError {
    return invalid(issueText([{ type: 'json_invalid', loc: ['body', 0], msg: 'JSON decode error', input: {} }]));
  }

  /** Any name is served. */
  refuse(call: GenerationCall, promptTokens: readonly number[]): ApiError | null {
    const tooLong = promptTokens.find((tokens) => tokens + (call.maxTokens ?? 1) > this.maxSeqLen);
    if (tooLong === undefined) return null;
    const asked = `prompt length (${tooLong}) and max_tokens (${call.maxTokens ?? 1})`;
    return badRequest(`The sum of ${asked} should not exceed max_seq_len (${this.maxSeqLen})`);
  }

  defaultMaxTokens(): null {
    return null;
  }

  errorJson({ message, type, param, status }: ApiError): string {
    if (type === VALIDATION) return JSON.stringify({ error: message });
    return JSON.stringify({ object: 'error', message, type, param, code: status });
  }

  /** The generator raises: no event, no end. */
  streamError(): null {
    return null;
  }

  refusalInStream(): null {
    return null;
  }

  answerHeaders(): Headers {
    return {};
  }

  openStream(answer: Answer): StreamWriter {
    return new TrtllmStream(answer, this.settings);
  }

  whole(answer: Answer, records: readonly SequenceRecord[]): unknown {
    return trtllmAnswer(answer, this.settings, records);
  }

  noticesAbsence(_call: GenerationCall, waitedMs: number): number {
    return POLL_MS - (waitedMs % POLL_MS);
  }

  wantedRank(): null {
    return null;
  }

  private fault(call: GenerationCall): string | null {
    if (call.logprobs && this.settings.draftTokens > 0) return 'logprobs are not supported with speculative decoding';
    if (call.n < 1) return `n must be at least 1, got ${call.n}`;
    if (call.maxTokens !== null && call.maxTokens < 1)
      return `require max_tokens > 0, got max_tokens=${call.maxTokens}`;
    if (call.temperature !== null && call.temperature < 0) return `require temperature >= 0, got ${call.temperature}`;
    return call.topP !== null && (call.topP < 0 || call.topP > 1) ? `require 0 <= top_p <= 1, got ${call.topP}` : null;
  }
}

function invalid(message: string): ApiError {
  return { status: 400, type: VALIDATION, message, param: null };
}
