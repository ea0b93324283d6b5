import type { Answer } from '../openai/openai-server.ts';
import type { SequenceRecord } from '../openai/run/sequence-record.ts';
import { chatLogprobs, completionLogprobs } from '../openai/wire/logprobs.ts';
import { PartedText } from '../openai/wire/parted-text.ts';
import { usageCounts } from '../openai/wire/usage.ts';
import { sglangFinish } from './sglang-finish.ts';
import { sglangHead } from './sglang-head.ts';
import { sglangMetaInfo } from './sglang-meta-info.ts';
import type { SglangSettings } from './sglang-settings.ts';
import { sglangUsage } from './sglang-usage.ts';
import { specTokensDetails } from './spec-tokens-details.ts';

/** A whole answer. */
export function sglangAnswer(
  answer: Answer,
  settings: SglangSettings,
  weightVersion: string,
  records: readonly SequenceRecord[],
): object {
  const { call, faults } = answer;
  const counts = usageCounts(records, call.n, settings.reasoningTokens, faults);
  return {
    ...sglangHead(answer, 'chat.completion'),
    choices: records.map((record) => choiceOf(answer, settings, weightVersion, record)),
    usage: sglangUsage(settings, counts, true),
    metadata: { weight_version: weightVersion },
    ...extension(answer, settings, records),
  };
}

function choiceOf(
  { call, id }: Answer,
  settings: SglangSettings,
  weightVersion: string,
  record: SequenceRecord,
): object {
  const { index, tokens, cause } = record;
  const text = new PartedText(settings.reasoningTokens, call.stop);
  const parts = text.push(tokens, cause);
  const { type, matched } = sglangFinish(record, text.stoppedBy);
  const ends = { finish_reason: type, matched_stop: matched };
  if (call.kind === 'completion') {
    return { index, text: parts.content, logprobs: call.logprobs ? completionLogprobs(tokens, 0) : null, ...ends };
  }
  const reasoning = parts.reasoning === '' ? null : parts.reasoning;
  const message = { role: 'assistant', content: parts.content, reasoning_content: reasoning, tool_calls: null };
  const meta = call.switches.has('return_meta_info')
    ? { meta_info: sglangMetaInfo(settings, { id, weightVersion, stoppedBy: text.stoppedBy }, record) }
    : {};
  return { index, message, logprobs: call.logprobs ? chatLogprobs(tokens) : null, ...ends, ...meta };
}

function extension({ call }: Answer, settings: SglangSettings, records: readonly SequenceRecord[]): object {
  if (!settings.traits.specTokensDetails || !call.switches.has('return_spec_tokens_details')) return {};
  const details = records.map((record) => specTokensDetails(settings, record));
  return { sglext: { spec_tokens_details: details.length === 1 ? details[0] : details } };
}
