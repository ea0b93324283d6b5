import type { EngineToken, FinishCause } from '../../engine/engine.ts';
import type { Answer, StreamWriter } from '../openai/openai-server.ts';
import type { Output } from '../openai/run/output-merger.ts';
import type { SequenceRecord } from '../openai/run/sequence-record.ts';
import { sseEvent } from '../openai/serve/openai-events.ts';
import { chatLogprobs, completionLogprobs } from '../openai/wire/logprobs.ts';
import { PartedText } from '../openai/wire/parted-text.ts';
import { usageCounts } from '../openai/wire/usage.ts';
import { vllmFinishReason } from './vllm-finish-reason.ts';
import { vllmHead } from './vllm-head.ts';
import { vllmRequestMetrics } from './vllm-request-metrics.ts';
import type { VllmSettings } from './vllm-settings.ts';
import { vllmUsage } from './vllm-usage.ts';

interface Sequence {
  readonly text: PartedText;
  /** Kept back by `--stream-interval`. */
  tokens: EngineToken[];
  sent: number;
  characters: number;
  first: boolean;
}

/** Events of `chat_completion_stream_generator` and its like for completions: one per output, with all of its tokens. */
export class VllmStream implements StreamWriter {
  private readonly answer: Answer;
  private readonly settings: VllmSettings;
  private readonly includeUsage: boolean;
  private readonly continuousUsage: boolean;
  private readonly sequences = new Map<number, Sequence>();
  private roleSent = false;

  constructor(answer: Answer, settings: VllmSettings) {
    this.answer = answer;
    this.settings = settings;
    const { streamOptions } = answer.call;
    this.includeUsage = settings.forceIncludeUsage || streamOptions?.includeUsage === true;
    this.continuousUsage = settings.forceIncludeUsage || (this.includeUsage && streamOptions?.continuousUsage === true);
  }

  output(record: SequenceRecord, output: Output): readonly string[] {
    const events = this.answer.call.kind === 'chat' ? this.roles(record) : [];
    const sequence = this.sequence(record.index);
    sequence.tokens.push(...output.tokens);
    const due = sequence.first || output.finish !== null || sequence.tokens.length >= this.settings.streamInterval;
    if (due) events.push(this.event(record, sequence, output.finish));
    return events;
  }

  end(records: readonly SequenceRecord[]): readonly string[] {
    if (!this.includeUsage) return [];
    const { call, faults } = this.answer;
    const counts = usageCounts(records, call.n, this.settings.reasoningTokens, faults);
    const metrics = vllmRequestMetrics(this.settings, records);
    const chunk = { ...this.head(), choices: [], usage: vllmUsage(this.settings, counts, true) };
    return [sseEvent(withoutNulls(metrics === null ? chunk : { ...chunk, metrics }))];
  }

  /** Before anything else: each choice's role, with empty content and no token. */
  private roles(record: SequenceRecord): string[] {
    if (this.roleSent) return [];
    this.roleSent = true;
    return Array.from({ length: this.answer.call.n }, (_, index) => {
      const choice = { index, delta: { role: 'assistant', content: '' }, logprobs: null, finish_reason: null };
      return sseEvent({ ...this.head(), choices: [choice], ...this.usageSoFar(record, 0, 0) });
    });
  }

  private event(record: SequenceRecord, sequence: Sequence, finish: FinishCause | null): string {
    const { tokens } = sequence;
    sequence.tokens = [];
    sequence.first = false;
    sequence.sent += tokens.length;
    const parts = sequence.text.push(tokens, finish);
    const offset = sequence.characters;
    sequence.characters += parts.content.length;
    const ids = this.answer.call.switches.has('return_token_ids') ? tokens.map((token) => token.id) : null;
    const ending = finish === null ? {} : { stop_reason: sequence.text.stoppedBy };
    const rest = { finish_reason: vllmFinishReason(finish), ...ending, token_ids: ids };
    const choice =
      this.answer.call.kind === 'chat'
        ? { index: record.index, delta: delta(parts), logprobs: this.logprobs(tokens, 0), ...rest }
        : { index: record.index, text: parts.content, logprobs: this.logprobs(tokens, offset), ...rest };
    return sseEvent({
      ...this.head(),
      choices: [choice],
      ...this.usageSoFar(record, sequence.sent, parts.reasoningTokens),
    });
  }

  private logprobs(tokens: readonly EngineToken[], offset: number): unknown {
    if (!this.answer.call.logprobs) return null;
    return this.answer.call.kind === 'chat' ? chatLogprobs(tokens) : completionLogprobs(tokens, offset);
  }

  private usageSoFar({ promptTokens }: SequenceRecord, completion: number, reasoning: number): object {
    if (!this.continuousUsage) return {};
    const counted = this.answer.faults.has('wrong-usage') ? 2 * completion + 7 : completion;
    const counts = { prompt: promptTokens, completion: counted, cached: 0, reasoning };
    return { usage: vllmUsage(this.settings, counts, false) };
  }

  private head(): object {
    return vllmHead(this.answer, 'chat.completion.chunk');
  }

  private sequence(index: number): Sequence {
    let sequence = this.sequences.get(index);
    if (sequence === undefined) {
      const text = new PartedText(this.settings.reasoningTokens, this.answer.call.stop);
      sequence = { text, tokens: [], sent: 0, characters: 0, first: true };
      this.sequences.set(index, sequence);
    }
    return sequence;
  }
}

/** With a reasoning parser a step may hold the end of one and the beginning of the other. */
function delta(parts: { readonly reasoning: string; readonly content: string }): object {
  if (parts.reasoning === '') return { content: parts.content };
  return parts.content === '' ? { reasoning: parts.reasoning } : { reasoning: parts.reasoning, content: parts.content };
}

/** `exclude_none`, all the way down. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([, item]) => item !== null);
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutNulls(item)]));
}
