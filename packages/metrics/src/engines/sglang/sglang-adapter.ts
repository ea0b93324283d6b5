import type { EngineAdapter } from '../engine-adapter.ts';
import { modelEdit } from '../openai/model-edit.ts';
import { OpenAiTap } from '../openai/openai-tap.ts';
import { readErrorAnswer } from '../openai/read-error-answer.ts';
import { readOpenAiAnswer } from '../openai/read-openai-answer.ts';
import { askSglang } from './ask-sglang.ts';
import { identifySglang } from './identify-sglang.ts';
import { readSglangCounters, readSglangLoad, sglangEmission } from './read-sglang-counters.ts';
import { sglangDialect } from './sglang-dialect.ts';
import { sglangMeasures } from './sglang-measures.ts';

/** SGLang, 0.5 and later. */
export const sglangAdapter: EngineAdapter = {
  engine: 'sglang',
  translate: (_request, model) => [modelEdit(model)],
  ask: askSglang,
  openTap: (options) => new OpenAiTap(sglangDialect, options),
  readAnswer: (body, _startedAtMs, _endedAtMs, _headers, context) => readOpenAiAnswer(sglangDialect, body, context),
  readError: (status, body, contentType) => readErrorAnswer(status, body, contentType, sglangDialect.readError),
  metricsPath: '/metrics',
  metricsPrefix: 'sglang:',
  countersMove: 'at-the-end',
  readCounters: readSglangCounters,
  emission: sglangEmission,
  readLoad: readSglangLoad,
  probe: {
    isHealthy: (status) => status === 200,
    pages: ['/server_info', '/get_server_info', '/v1/models'],
    identify: identifySglang,
  },
  // x-override-rid names another's request; x-custom-labels makes series of the engine's metrics; x-sglext-ids-framed changes the stream; the others route.
  neverForwarded: [
    'x-override-rid',
    'x-custom-labels',
    'x-data-parallel-rank',
    'x-smg-routing-key',
    'x-sglext-ids-framed',
  ],
  measures: sglangMeasures,
};
