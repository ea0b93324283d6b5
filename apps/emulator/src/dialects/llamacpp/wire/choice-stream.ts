import type { EngineStep, EngineToken, FinishCause } from '../../../engine/engine.ts';
import type { GenerationStats } from '../run/generation-stats.ts';
import { SentText } from '../run/sent-text.ts';
import { type AnswerObject, answerHead, type LlamaAnswer } from './answer-head.ts';
import { usageJson } from './usage.ts';

/** The events of one choice of a stream: one result per token, also where a step yielded several, then the end. */
export class ChoiceStream {
  readonly #answer: LlamaAnswer;
  readonly #index: number;
  readonly #stats: GenerationStats;
  readonly #text: SentText;
  #tokens = 0;

  constructor(answer: LlamaAnswer, index: number, stats: GenerationStats) {
    this.#answer = answer;
    this.#index = index;
    this.#stats = stats;
    this.#text = new SentText(answer.call.stop);
  }

  /** The results of a step, each the events of one write. */
  step({ tokens, finish }: EngineStep): readonly (readonly string[])[] {
    const results = tokens.map((token, index) => {
      const last = index === tokens.length - 1 ? finish : null;
      this.#tokens += 1;
      return this.#result(token, last, this.#stats.generated - tokens.length + index + 1);
    });
    return [...results, ...(finish === null ? [] : [this.#end(finish)])].filter((events) => events.length > 0);
  }

  #result(token: EngineToken, finish: FinishCause | null, tokensSoFar: number): readonly string[] {
    const text = this.#text.push(token, finish === 'stop');
    if (text === null) return [];
    const chunks = this.#answer.call.kind === 'chat' ? this.#chatChunks(text) : [this.#textChunk(text, null)];
    const last = chunks.at(-1);
    if (last !== undefined && this.#answer.call.timingsPerToken) Object.assign(last, this.#timings(tokensSoFar));
    return chunks.map(sse);
  }

  /** Text that is held back, or none, makes no chunk of a chat. */
  #chatChunks(text: string): object[] {
    const role = this.#tokens === 1 ? [{ role: 'assistant', content: null }] : [];
    const content = text === '' ? [] : [{ content: text }];
    return [...role, ...content].map((delta) => this.#chatChunk(delta, null));
  }

  #end(finish: FinishCause): readonly string[] {
    const { call, faults } = this.#answer;
    const usage = { usage: usageJson(this.#stats, faults) };
    const reason = finish === 'length' ? 'length' : 'stop';
    if (call.kind === 'completion') {
      return [sse({ ...this.#textChunk('', reason), ...usage, ...this.#timings() })];
    }
    const end = this.#chatChunk({}, reason);
    if (!call.includeUsage) return [sse({ ...end, ...this.#timings() })];
    const head = answerHead(this.#answer, 'chat.completion.chunk');
    return [sse(end), sse({ choices: [], ...head, ...usage, ...this.#timings() })];
  }

  #chatChunk(delta: object, reason: string | null): object {
    return this.#chunk('chat.completion.chunk', { finish_reason: reason, index: this.#index, delta });
  }

  #textChunk(text: string, reason: string | null): object {
    return this.#chunk('text_completion', { text, index: this.#index, logprobs: null, finish_reason: reason });
  }

  #chunk(object: AnswerObject, choice: object): object {
    return { choices: [choice], ...answerHead(this.#answer, object) };
  }

  /** `timings` at the end, or so far: drafts and times are those of the whole step, which is counted before its first token is handed out. */
  #timings(tokensSoFar?: number): { readonly timings: object } {
    return { timings: this.#stats.timings(this.#answer.server.traits, tokensSoFar) };
  }
}

function sse(json: object): string {
  return `data: ${JSON.stringify(json)}\n\n`;
}
