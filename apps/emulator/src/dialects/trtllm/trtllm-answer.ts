import type { Answer } from '../openai/openai-server.ts';
import type { SequenceRecord } from '../openai/run/sequence-record.ts';
import { chatLogprobs, completionLogprobs } from '../openai/wire/logprobs.ts';
import { PartedText } from '../openai/wire/parted-text.ts';
import { usageCounts } from '../openai/wire/usage.ts';
import { tokensPerIteration } from './tokens-per-iteration.ts';
import { trtllmHead } from './trtllm-head.ts';
import type { TrtllmSettings } from './trtllm-settings.ts';
import { trtllmUsage } from './trtllm-usage.ts';

/** A whole answer: pydantic's `model_dump`, every field is there. */
export function trtllmAnswer(answer: Answer, settings: TrtllmSettings, records: readonly SequenceRecord[]): object {
  const { call, faults } = answer;
  return {
    ...trtllmHead(answer, 'chat.completion'),
    choices: records.map((record) => choiceOf(answer, settings, record)),
    usage: trtllmUsage(usageCounts(records, call.n, settings.reasoningTokens, faults)),
    prompt_token_ids: null,
  };
}

function choiceOf({ call }: Answer, settings: TrtllmSettings, record: SequenceRecord): object {
  const { index, tokens, cause, work } = record;
  const text = new PartedText(settings.reasoningTokens, call.stop);
  const parts = text.push(tokens, cause);
  const rest = {
    finish_reason: cause === 'length' ? 'length' : 'stop',
    stop_reason: text.stoppedBy,
    disaggregated_params: null,
    avg_decoded_tokens_per_iter: tokensPerIteration(work),
  };
  if (call.kind === 'completion') {
    const logprobs = call.logprobs ? completionLogprobs(tokens, 0) : null;
    return { index, text: parts.content, token_ids: null, logprobs, context_logits: null, ...rest };
  }
  const { content, reasoning } = parts;
  const message = { role: 'assistant', content, reasoning_content: reasoning, reasoning: null, tool_calls: [] };
  return { index, message, logprobs: call.logprobs ? chatLogprobs(tokens) : null, mm_embedding_handle: null, ...rest };
}
