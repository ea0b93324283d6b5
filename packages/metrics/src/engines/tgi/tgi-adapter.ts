import { readTgiError } from '@slipstream/wire';
import type { JsonEdit } from '@slipstream/wire';
import type { TokenCounts } from '../answer-reading.ts';
import type { EngineAdapter, EngineCapabilities, StreamRequest } from '../engine-adapter.ts';
import { readWholeAnswer } from '../read-whole-answer.ts';
import { readTgiCounters, readTgiLoad } from './read-tgi-counters.ts';
import { readTgiErrorAnswer } from './read-tgi-error-answer.ts';
import { tgiEngineError } from './tgi-engine-error.ts';
import { TgiTap } from './tgi-tap.ts';

/** Hugging Face Text Generation Inference, 2.0 to 3.3. */
export const tgiAdapter: EngineAdapter = {
  engine: 'tgi',
  requestEdits,
  openTap: (options) => new TgiTap(options),
  readAnswer: (body, _startedAtMs, _endedAtMs, headers, context) =>
    readWholeAnswer(body, { readError, tokensElsewhere: headerTokens(headers) }, context),
  readError: readTgiErrorAnswer,
  readCounters: readTgiCounters,
  readLoad: readTgiLoad,
};

/**
 * `include_usage` is the only stream option that TGI has, so the member may be set as a whole. Before 2.3 it would be
 * ignored; later, `null` in its place is a 422.
 */
function requestEdits(request: StreamRequest, { includeUsage }: EngineCapabilities): readonly JsonEdit[] {
  const ask = request.stream && includeUsage && !request.includeUsage;
  return ask ? [{ key: 'stream_options', json: '{"include_usage":true}' }] : [];
}

function readError(value: unknown): ReturnType<typeof tgiEngineError> {
  return tgiEngineError(readTgiError(value));
}

/** `x-prompt-tokens`, `x-generated-tokens`: on whole answers of all versions, summed over prompts. */
function headerTokens(headers: Readonly<Record<string, string>>): TokenCounts | null {
  const completion = readCount(headers['x-generated-tokens']);
  return completion === null ? null : { prompt: readCount(headers['x-prompt-tokens']), completion, source: 'engine' };
}

function readCount(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
