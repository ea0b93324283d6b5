import { emissionOf } from '../../counters/emission.ts';
import type { EngineAdapter } from '../engine-adapter.ts';
import { askForUsage, askNothing } from '../openai/ask-for-usage.ts';
import { modelEdit } from '../openai/model-edit.ts';
import { OpenAiTap } from '../openai/openai-tap.ts';
import { readErrorAnswer } from '../openai/read-error-answer.ts';
import { readOpenAiAnswer } from '../openai/read-openai-answer.ts';
import { foreignWords } from './foreign-words.ts';
import { identifyTrtLlm } from './identify-trtllm.ts';
import { readTrtLlmCounters, readTrtLlmLoad } from './read-trtllm-counters.ts';
import { trtLlmDialect } from './trtllm-dialect.ts';
import { trtLlmMeasures } from './trtllm-measures.ts';

/** TensorRT-LLM's `trtllm-serve`, also behind Dynamo. It refuses a body with any word that it does not know. */
export const trtLlmAdapter: EngineAdapter = {
  engine: 'trtllm',
  translate: (_request, model) => [modelEdit(model)],
  ask(request, known) {
    const { edits, cut } = known.includeUsage ? askForUsage(request) : askNothing;
    const foreign = request.members.filter(({ key }) => foreignWords.has(key));
    return { edits: [...edits, ...foreign.map(({ key }) => ({ key, remove: true }) as const)], cut };
  },
  openTap: (options) => new OpenAiTap(trtLlmDialect, options),
  readAnswer: (body, _startedAtMs, _endedAtMs, _headers, context) => readOpenAiAnswer(trtLlmDialect, body, context),
  readError: (status, body, contentType) => readErrorAnswer(status, body, contentType, trtLlmDialect.readError),
  // Not `/metrics`, which is JSON, and whose entries are gone once somebody has read them.
  metricsPath: '/prometheus/metrics',
  metricsPrefix: 'trtllm_',
  countersMove: 'at-the-end',
  readCounters: readTrtLlmCounters,
  emission: emissionOf,
  readLoad: readTrtLlmLoad,
  probe: {
    isHealthy: (status) => status === 200,
    pages: ['/version', '/v1/models', '/prometheus/metrics'],
    identify: identifyTrtLlm,
  },
  neverForwarded: [],
  measures: trtLlmMeasures,
};
