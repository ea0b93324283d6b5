import type { Answer, StreamWriter } from '../openai/openai-server.ts';
import type { Output } from '../openai/run/output-merger.ts';
import type { SequenceRecord } from '../openai/run/sequence-record.ts';
import { sseEvent } from '../openai/serve/openai-events.ts';
import { chatLogprobs, completionLogprobs } from '../openai/wire/logprobs.ts';
import { PartedText, type TextParts } from '../openai/wire/parted-text.ts';
import { usageCounts } from '../openai/wire/usage.ts';
import { tokensPerIteration } from './tokens-per-iteration.ts';
import { trtllmHead } from './trtllm-head.ts';
import type { TrtllmSettings } from './trtllm-settings.ts';
import { trtllmUsage } from './trtllm-usage.ts';

interface Sequence {
  readonly text: PartedText;
  characters: number;
}

/** Events of `chat_stream_post_processor` and its like for completions: one per iteration, never two together. */
export class TrtllmStream implements StreamWriter {
  private readonly answer: Answer;
  private readonly settings: TrtllmSettings;
  private readonly includeUsage: boolean;
  private readonly continuousUsage: boolean;
  private readonly sequences = new Map<number, Sequence>();
  private roleSent = false;

  constructor(answer: Answer, settings: TrtllmSettings) {
    this.answer = answer;
    this.settings = settings;
    const { streamOptions } = answer.call;
    // True by default, where there are stream options at all.
    this.includeUsage = streamOptions !== null && (streamOptions.includeUsage ?? true);
    this.continuousUsage = this.includeUsage && streamOptions?.continuousUsage === true;
  }

  output(record: SequenceRecord, output: Output): readonly string[] {
    const sequence = this.sequence(record.index);
    const parts = sequence.text.push(output.tokens, output.finish);
    if (this.answer.call.kind === 'completion') return [this.completionEvent(record, sequence, output, parts.content)];
    return [...this.roles(record), this.chatEvent(record, sequence, output, parts)];
  }

  end(records: readonly SequenceRecord[]): readonly string[] {
    if (!this.includeUsage) return [];
    const { call, faults } = this.answer;
    const usage = trtllmUsage(usageCounts(records, call.n, this.settings.reasoningTokens, faults));
    return [sseEvent({ ...this.head(), choices: [], usage })];
  }

  /** Each choice's role, without content; these events alone have a space before their end. */
  private roles(record: SequenceRecord): string[] {
    if (this.roleSent) return [];
    this.roleSent = true;
    return Array.from({ length: this.answer.call.n }, (_, index) => {
      const choice = { index, delta: { role: 'assistant' } };
      return `data: ${JSON.stringify({ ...this.head(), choices: [choice], ...this.usageSoFar(record, 0) })} \n\n`;
    });
  }

  private chatEvent(record: SequenceRecord, sequence: Sequence, output: Output, parts: TextParts): string {
    const ended = this.ended(sequence, output);
    const choice = {
      index: record.index,
      delta: { content: parts.content, reasoning_content: parts.reasoning },
      ...(this.answer.call.logprobs ? { logprobs: chatLogprobs(output.tokens) } : {}),
      // `exclude_none`.
      ...(ended.finish_reason === null ? {} : { finish_reason: ended.finish_reason }),
      ...(ended.stop_reason === null ? {} : { stop_reason: ended.stop_reason }),
      avg_decoded_tokens_per_iter: tokensPerIteration(record.work),
    };
    return sseEvent({ ...this.head(), choices: [choice], ...this.usageSoFar(record, record.work.tokens) });
  }

  private completionEvent(record: SequenceRecord, sequence: Sequence, output: Output, text: string): string {
    const offset = sequence.characters;
    sequence.characters += text.length;
    const choice = {
      index: record.index,
      text,
      token_ids: null,
      logprobs: this.answer.call.logprobs ? completionLogprobs(output.tokens, offset) : null,
      ...this.ended(sequence, output),
      avg_decoded_tokens_per_iter: tokensPerIteration(record.work),
    };
    return sseEvent({ ...this.head(), choices: [choice], usage: null, ...this.usageSoFar(record, record.work.tokens) });
  }

  private ended(
    sequence: Sequence,
    { finish }: Output,
  ): { readonly finish_reason: string | null; readonly stop_reason: string | null } {
    if (finish === null) return { finish_reason: null, stop_reason: null };
    return { finish_reason: finish === 'length' ? 'length' : 'stop', stop_reason: sequence.text.stoppedBy };
  }

  private usageSoFar({ promptTokens, cachedTokens }: SequenceRecord, completion: number): object {
    if (!this.continuousUsage) return {};
    const counted = this.answer.faults.has('wrong-usage') ? 2 * completion + 7 : completion;
    return { usage: trtllmUsage({ prompt: promptTokens, completion: counted, cached: cachedTokens, reasoning: 0 }) };
  }

  private head(): object {
    return trtllmHead(this.answer, 'chat.completion.chunk');
  }

  private sequence(index: number): Sequence {
    let sequence = this.sequences.get(index);
    if (sequence === undefined) {
      sequence = { text: new PartedText(this.settings.reasoningTokens, this.answer.call.stop), characters: 0 };
      this.sequences.set(index, sequence);
    }
    return sequence;
  }
}
