import { emissionOf } from '../../counters/emission.ts';
import type { EngineAdapter } from '../engine-adapter.ts';
import { noCounters, unknownLoad } from '../engine-counters.ts';
import { askForUsage, askNothing } from '../openai/ask-for-usage.ts';
import { modelEdit } from '../openai/model-edit.ts';
import { OpenAiTap } from '../openai/openai-tap.ts';
import { readErrorAnswer } from '../openai/read-error-answer.ts';
import { readOpenAiAnswer } from '../openai/read-openai-answer.ts';
import { usageMeasures } from '../openai/usage-measures.ts';
import { genericDialect } from './generic-dialect.ts';
import { identifyGeneric } from './identify-generic.ts';

/** Any server that speaks OpenAI's routes and nothing that we know besides. It has no counters that we could read. */
export const genericAdapter: EngineAdapter = {
  engine: 'generic',
  translate: (_request, model) => [modelEdit(model)],
  ask: (request, known) => (known.includeUsage ? askForUsage(request) : askNothing),
  openTap: (options) => new OpenAiTap(genericDialect, options),
  readAnswer: (body, _startedAtMs, _endedAtMs, _headers, context) => readOpenAiAnswer(genericDialect, body, context),
  readError: (status, body, contentType) => readErrorAnswer(status, body, contentType, genericDialect.readError),
  metricsPath: null,
  metricsPrefix: null,
  countersMove: 'each-step',
  readCounters: () => noCounters,
  emission: emissionOf,
  readLoad: () => unknownLoad,
  probe: {
    // It need not have the route: that it answers is all there is to learn.
    isHealthy: (status) => (status >= 200 && status < 300) || status === 404 || status === 405,
    pages: ['/v1/models', '/openapi.json'],
    identify: identifyGeneric,
  },
  neverForwarded: [],
  measures: usageMeasures({ cached: 'a server that states them', reasoning: 'a server that states them' }),
};
