import { isRecord } from '@slipstream/wire';
import type { JsonEdit } from '@slipstream/wire';
import type { EngineError } from '../answer-reading.ts';
import type {
  EngineAdapter,
  EngineCapabilities,
  EngineCounters,
  EngineLoad,
  StreamRequest,
} from '../engine-adapter.ts';
import { malformedAnswer } from '../malformed-answer.ts';
import { parseJsonBody } from '../parse-json-body.ts';
import { readWholeAnswer } from '../read-whole-answer.ts';
import { GenericTap } from './generic-tap.ts';
import { readOpenAiError } from './read-openai-error.ts';

/** Any server that speaks OpenAI's routes and nothing that we know besides. It has no counters that we could read. */
export const genericAdapter: EngineAdapter = {
  engine: 'generic',
  requestEdits,
  openTap: (options) => new GenericTap(options),
  readAnswer: (body, _startedAtMs, _endedAtMs, _headers, context) =>
    readWholeAnswer(body, { readError: (value) => readOpenAiError(value, 500), tokensElsewhere: null }, context),
  readError,
  readCounters: (): EngineCounters => ({
    accepted: 0,
    steps: 0,
    requests: null,
    prefills: null,
    generatedTokens: null,
  }),
  readLoad: (): EngineLoad => ({ running: null, waiting: null }),
};

/** A client's own stream options are left alone: they may hold words of this server that we do not know. */
function requestEdits(request: StreamRequest, { includeUsage }: EngineCapabilities): readonly JsonEdit[] {
  const ask = request.stream && includeUsage && !request.hasStreamOptions;
  return ask ? [{ key: 'stream_options', json: '{"include_usage":true}' }] : [];
}

function readError(status: number, body: Uint8Array, contentType: string | null): EngineError {
  const value = parseJsonBody(body);
  if (isRecord(value)) return { ...readOpenAiError(value, status), status };
  if (body.length === 0 && status === 401) {
    return { status, code: 'unauthorized', message: "the engine refused the gateway's key" };
  }
  return malformedAnswer(status, contentType);
}
