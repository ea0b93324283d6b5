import { readTgiError } from '@slipstream/wire';
import { emissionOf } from '../../counters/emission.ts';
import { unspeculated } from '../../speculation/unspeculated.ts';
import { unknownTokens } from '../answer-reading.ts';
import type { TokenCounts } from '../answer-reading.ts';
import type { Asking, AskingRequest } from '../asking.ts';
import type { EngineAdapter } from '../engine-adapter.ts';
import type { EngineCapabilities } from '../engine-capabilities.ts';
import { askNothing } from '../openai/ask-for-usage.ts';
import { readWholeAnswer } from '../read-whole-answer.ts';
import { identifyTgi } from './identify-tgi.ts';
import { readTgiCounters, readTgiLoad } from './read-tgi-counters.ts';
import { readTgiErrorAnswer } from './read-tgi-error-answer.ts';
import { tgiEdits } from './tgi-edits.ts';
import { tgiEngineError } from './tgi-engine-error.ts';
import { tgiMeasures } from './tgi-measures.ts';
import { TgiTap } from './tgi-tap.ts';

/** Hugging Face Text Generation Inference, 2.0 to 3.3. */
export const tgiAdapter: EngineAdapter = {
  engine: 'tgi',
  translate: tgiEdits,
  ask,
  openTap: (options) => new TgiTap(options),
  readAnswer: (body, _startedAtMs, _endedAtMs, headers, context) =>
    readWholeAnswer(body, {
      readError,
      tokensElsewhere: () => headerTokens(headers),
      figure: ({ choices }, { completion }) =>
        context?.draftTokens === 0 ? unspeculated(completion, Array.isArray(choices) ? choices.length : 1) : null,
    }),
  readError: readTgiErrorAnswer,
  metricsPath: '/metrics',
  metricsPrefix: 'tgi_',
  countersMove: 'each-step',
  readCounters: readTgiCounters,
  emission: emissionOf,
  readLoad: readTgiLoad,
  probe: {
    isHealthy: (status) => status >= 200 && status < 300,
    pages: ['/info'],
    identify: identifyTgi,
  },
  neverForwarded: [],
  measures: tgiMeasures,
};

/**
 * `include_usage` is the only stream option that TGI has, so the member may be set as a whole. Before 2.3 it would be
 * ignored; later, `null` in its place is a 422.
 */
function ask(request: AskingRequest, { includeUsage }: EngineCapabilities): Asking {
  if (!request.stream || !includeUsage || request.includeUsage) return askNothing;
  return {
    edits: [{ key: 'stream_options', json: '{"include_usage":true}' }],
    cut: { events: ['usage'], members: [] },
  };
}

function readError(value: unknown): ReturnType<typeof tgiEngineError> {
  return tgiEngineError(readTgiError(value));
}

/** `x-prompt-tokens`, `x-generated-tokens`: on whole answers of all versions, summed over prompts. */
function headerTokens(headers: Readonly<Record<string, string>>): TokenCounts | null {
  const completion = readCount(headers['x-generated-tokens']);
  return completion === null ? null : { ...unknownTokens, prompt: readCount(headers['x-prompt-tokens']), completion };
}

function readCount(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
