import type { EngineToken, FinishCause } from '../../../engine/engine.ts';
import type { GenerationStats } from '../run/generation-stats.ts';
import { SentText } from '../run/sent-text.ts';
import { answerHead, type LlamaAnswer } from './answer-head.ts';
import { usageJson } from './usage.ts';

export interface FinishedChoice {
  readonly tokens: readonly EngineToken[];
  readonly finish: FinishCause;
  readonly stats: GenerationStats;
}

/** A whole answer. With several choices it is the first one's, with the choices of the others: its usage and timings too. */
export function wholeAnswer(answer: LlamaAnswer, finished: readonly FinishedChoice[]): object {
  const [first] = finished;
  if (first === undefined) throw new RangeError('an answer has a choice or more');
  const chat = answer.call.kind === 'chat';
  return {
    choices: finished.map((choice, index) => {
      const reason = choice.finish === 'length' ? 'length' : 'stop';
      const text = textOf(answer, choice);
      return chat
        ? { finish_reason: reason, index, message: { role: 'assistant', content: text } }
        : { text, index, logprobs: null, finish_reason: reason };
    }),
    ...answerHead(answer, chat ? 'chat.completion' : 'text_completion'),
    usage: usageJson(first.stats, answer.faults),
    timings: first.stats.timings(answer.server.traits),
  };
}

function textOf({ call }: LlamaAnswer, { tokens, finish }: FinishedChoice): string {
  const text = new SentText(call.stop);
  for (const [index, token] of tokens.entries()) text.push(token, finish === 'stop' && index === tokens.length - 1);
  return text.whole;
}
