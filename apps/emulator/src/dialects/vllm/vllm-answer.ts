import type { Answer } from '../openai/openai-server.ts';
import type { SequenceRecord } from '../openai/run/sequence-record.ts';
import { chatLogprobs, completionLogprobs } from '../openai/wire/logprobs.ts';
import { PartedText } from '../openai/wire/parted-text.ts';
import { usageCounts } from '../openai/wire/usage.ts';
import { vllmFinishReason } from './vllm-finish-reason.ts';
import { vllmHead } from './vllm-head.ts';
import { vllmRequestMetrics } from './vllm-request-metrics.ts';
import type { VllmSettings } from './vllm-settings.ts';
import { vllmUsage } from './vllm-usage.ts';

/** A whole answer: pydantic's `model_dump`, so every field is there, null or not. */
export function vllmAnswer(answer: Answer, settings: VllmSettings, records: readonly SequenceRecord[]): object {
  const { call, faults } = answer;
  const counts = usageCounts(records, call.n, settings.reasoningTokens, faults);
  return {
    ...vllmHead(answer, 'chat.completion'),
    choices: records.map((record) => choiceOf(answer, settings, record)),
    service_tier: null,
    system_fingerprint: null,
    usage: { prompt_tokens_details: null, ...vllmUsage(settings, counts, true) },
    prompt_logprobs: null,
    prompt_token_ids: null,
    kv_transfer_params: null,
    metrics: vllmRequestMetrics(settings, records),
  };
}

function choiceOf({ call }: Answer, settings: VllmSettings, record: SequenceRecord): object {
  const { index, tokens, cause } = record;
  const text = new PartedText(settings.reasoningTokens, call.stop);
  const parts = text.push(tokens, cause);
  const ends = {
    finish_reason: vllmFinishReason(cause),
    stop_reason: text.stoppedBy,
    token_ids: call.switches.has('return_token_ids') ? tokens.map((token) => token.id) : null,
  };
  if (call.kind === 'completion') {
    const logprobs = call.logprobs ? completionLogprobs(tokens, 0) : null;
    return { index, text: parts.content, logprobs, ...ends, prompt_logprobs: null };
  }
  const message = {
    role: 'assistant',
    content: parts.content,
    refusal: null,
    annotations: null,
    audio: null,
    function_call: null,
    reasoning: settings.reasoningTokens > 0 ? parts.reasoning : null,
  };
  return { index, message, logprobs: call.logprobs ? chatLogprobs(tokens) : null, ...ends };
}
