import { emissionOf } from '../../counters/emission.ts';
import type { EngineAdapter } from '../engine-adapter.ts';
import { askForUsage, askNothing } from '../openai/ask-for-usage.ts';
import { modelEdit } from '../openai/model-edit.ts';
import { OpenAiTap } from '../openai/openai-tap.ts';
import { readErrorAnswer } from '../openai/read-error-answer.ts';
import { readOpenAiAnswer } from '../openai/read-openai-answer.ts';
import { identifyVllm } from './identify-vllm.ts';
import { readVllmCounters, readVllmLoad } from './read-vllm-counters.ts';
import { vllmDialect } from './vllm-dialect.ts';
import { vllmMeasures } from './vllm-measures.ts';

/** vLLM, its V1 engine. */
export const vllmAdapter: EngineAdapter = {
  engine: 'vllm',
  translate: (_request, model) => [modelEdit(model)],
  // Speculation needs no word of its own: the server's flag puts it on the usage event and into whole answers.
  ask: (request, known) => (known.includeUsage ? askForUsage(request) : askNothing),
  openTap: (options) => new OpenAiTap(vllmDialect, options),
  readAnswer: (body, _startedAtMs, _endedAtMs, _headers, context) => readOpenAiAnswer(vllmDialect, body, context),
  readError: (status, body, contentType) => readErrorAnswer(status, body, contentType, vllmDialect.readError),
  metricsPath: '/metrics',
  metricsPrefix: 'vllm:',
  countersMove: 'each-step',
  readCounters: readVllmCounters,
  emission: emissionOf,
  readLoad: readVllmLoad,
  probe: {
    isHealthy: (status) => status === 200,
    pages: ['/version', '/v1/models', '/metrics'],
    identify: identifyVllm,
  },
  neverForwarded: ['x-request-id', 'x-data-parallel-rank', 'x-vllm-priority', 'endpoint-load-metrics-format'],
  measures: vllmMeasures,
};
