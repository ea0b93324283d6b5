import { emissionOf } from '../../counters/emission.ts';
import type { EngineAdapter } from '../engine-adapter.ts';
import { askNothing } from '../openai/ask-for-usage.ts';
import { modelEdit } from '../openai/model-edit.ts';
import { OpenAiTap } from '../openai/openai-tap.ts';
import { readErrorAnswer } from '../openai/read-error-answer.ts';
import { readOpenAiAnswer } from '../openai/read-openai-answer.ts';
import { identifyLlamaCpp } from './identify-llamacpp.ts';
import { llamaCppDialect } from './llamacpp-dialect.ts';
import { llamaCppMeasures } from './llamacpp-measures.ts';
import { readLlamaCppCounters, readLlamaCppLoad } from './read-llamacpp-counters.ts';

/** llama.cpp's `llama-server`. */
export const llamaCppAdapter: EngineAdapter = {
  engine: 'llamacpp',
  translate: (_request, model) => [modelEdit(model)],
  // The last event has all that usage would say. Asked for usage, it would move to an event that is then cut off.
  ask: () => askNothing,
  openTap: (options) => new OpenAiTap(llamaCppDialect, options),
  readAnswer: (body, _startedAtMs, _endedAtMs, _headers, context) => readOpenAiAnswer(llamaCppDialect, body, context),
  readError: (status, body, contentType) => readErrorAnswer(status, body, contentType, llamaCppDialect.readError),
  metricsPath: '/metrics',
  metricsPrefix: 'llamacpp:',
  countersMove: 'at-the-end',
  readCounters: readLlamaCppCounters,
  emission: emissionOf,
  readLoad: readLlamaCppLoad,
  probe: {
    isHealthy: (status) => status === 200,
    pages: ['/props', '/v1/models', '/slots'],
    identify: identifyLlamaCpp,
  },
  // With a conversation's id the answer goes on being generated when the client has left.
  neverForwarded: ['x-conversation-id'],
  measures: llamaCppMeasures,
};
