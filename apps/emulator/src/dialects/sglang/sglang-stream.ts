import type { EngineToken } from '../../engine/engine.ts';
import type { Answer, StreamWriter } from '../openai/openai-server.ts';
import type { Output } from '../openai/run/output-merger.ts';
import type { SequenceRecord } from '../openai/run/sequence-record.ts';
import { sseEvent } from '../openai/serve/openai-events.ts';
import { chatLogprobs, completionLogprobs } from '../openai/wire/logprobs.ts';
import { PartedText } from '../openai/wire/parted-text.ts';
import { usageCounts } from '../openai/wire/usage.ts';
import { isOutputDue } from './output-interval.ts';
import { sglangFinish } from './sglang-finish.ts';
import { sglangHead } from './sglang-head.ts';
import type { SglangSettings } from './sglang-settings.ts';
import { sglangUsage } from './sglang-usage.ts';
import { specTokensDetails } from './spec-tokens-details.ts';

interface Sequence {
  readonly text: PartedText;
  tokens: EngineToken[];
  sent: number;
  characters: number;
  begun: boolean;
}

/** Events of `_generate_chat_stream` and its like for completions. */
export class SglangStream implements StreamWriter {
  private readonly answer: Answer;
  private readonly settings: SglangSettings;
  private readonly includeUsage: boolean;
  private readonly continuousUsage: boolean;
  private readonly sequences = new Map<number, Sequence>();

  constructor(answer: Answer, settings: SglangSettings) {
    this.answer = answer;
    this.settings = settings;
    const { streamOptions } = answer.call;
    this.includeUsage = streamOptions?.includeUsage ?? settings.defaultIncludeUsage;
    // Here it stands by itself: usage on each event without the last one's.
    this.continuousUsage = streamOptions?.continuousUsage ?? false;
  }

  output(record: SequenceRecord, output: Output): readonly string[] {
    const sequence = this.sequence(record.index);
    sequence.tokens.push(...output.tokens);
    const total = sequence.sent + sequence.tokens.length;
    if (!isOutputDue(total, output.finish, true, this.settings.streamInterval)) return [];
    const tokens = sequence.tokens;
    sequence.tokens = [];
    sequence.sent = total;
    const parts = sequence.text.push(tokens, output.finish);
    return this.answer.call.kind === 'chat'
      ? this.chatEvents(record, sequence, tokens, parts)
      : this.completionEvents(record, sequence, tokens, parts.content);
  }

  end(records: readonly SequenceRecord[]): readonly string[] {
    const { call, faults } = this.answer;
    const events = call.kind === 'chat' ? records.map((record) => this.finishEvent(record)) : [];
    if (this.settings.traits.specTokensDetails && call.switches.has('return_spec_tokens_details')) {
      const details = records.map((record) => specTokensDetails(this.settings, record));
      const spec_tokens_details = details.length === 1 ? details[0] : details;
      events.push(sseEvent({ ...this.head(), choices: [], usage: null, sglext: { spec_tokens_details } }));
    }
    if (this.includeUsage) {
      const counts = usageCounts(records, call.n, this.settings.reasoningTokens, faults);
      events.push(sseEvent({ ...this.head(), choices: [], usage: sglangUsage(this.settings, counts, true) }));
    }
    return events;
  }

  /** The role by itself; then reasoning and content, an event each, with the same usage. No text, no event. */
  private chatEvents(
    record: SequenceRecord,
    sequence: Sequence,
    tokens: readonly EngineToken[],
    parts: { readonly reasoning: string; readonly content: string },
  ): string[] {
    const { index } = record;
    const events: string[] = [];
    const push = (delta: object, logprobs: unknown): void => {
      const choice = { index, delta, logprobs, finish_reason: null, matched_stop: null };
      events.push(sseEvent({ ...this.head(), choices: [choice], ...this.usageSoFar(record, sequence.sent) }));
    };
    if (!sequence.begun) {
      sequence.begun = true;
      const delta = { reasoning_content: null, role: 'assistant', content: '' };
      const choice = { index, delta, logprobs: null, finish_reason: null, matched_stop: null };
      events.push(sseEvent({ ...this.head(), choices: [choice] }));
    }
    if (parts.reasoning !== '') push({ reasoning_content: parts.reasoning }, null);
    const logprobs = this.answer.call.logprobs ? chatLogprobs(tokens) : null;
    if (parts.content !== '') push({ reasoning_content: null, content: parts.content }, logprobs);
    return events;
  }

  /** The end of each choice has an event of its own, without text. */
  private finishEvent(record: SequenceRecord): string {
    const { type, matched } = sglangFinish(record, this.sequence(record.index).text.stoppedBy);
    const delta = { reasoning_content: null };
    const choice = { index: record.index, delta, logprobs: null, finish_reason: type, matched_stop: matched };
    return sseEvent({ ...this.head(), choices: [choice] });
  }

  private completionEvents(
    record: SequenceRecord,
    sequence: Sequence,
    tokens: readonly EngineToken[],
    text: string,
  ): string[] {
    const offset = sequence.characters;
    sequence.characters += text.length;
    const ended = record.cause === null ? null : sglangFinish(record, sequence.text.stoppedBy);
    const choice = {
      index: record.index,
      text,
      logprobs: this.answer.call.logprobs ? completionLogprobs(tokens, offset) : null,
      finish_reason: ended?.type ?? null,
      matched_stop: ended?.matched ?? null,
    };
    return [sseEvent({ ...this.head(), choices: [choice], usage: null, ...this.usageSoFar(record, sequence.sent) })];
  }

  private usageSoFar({ promptTokens }: SequenceRecord, completion: number): object {
    if (!this.continuousUsage) return {};
    const counted = this.answer.faults.has('wrong-usage') ? 2 * completion + 7 : completion;
    const reasoning = Math.min(this.settings.reasoningTokens, completion);
    const counts = { prompt: promptTokens, completion: counted, cached: 0, reasoning };
    return { usage: sglangUsage(this.settings, counts, false) };
  }

  private head(): object {
    return sglangHead(this.answer, 'chat.completion.chunk');
  }

  private sequence(index: number): Sequence {
    let sequence = this.sequences.get(index);
    if (sequence === undefined) {
      const text = new PartedText(this.settings.reasoningTokens, this.answer.call.stop);
      sequence = { text, tokens: [], sent: 0, characters: 0, begun: false };
      this.sequences.set(index, sequence);
    }
    return sequence;
  }
}
