import type { EngineToken, FinishCause } from '../../../engine/engine.ts';
import { AnswerText } from '../run/answer-text.ts';

export interface TextParts {
  readonly reasoning: string;
  readonly content: string;
  /** Of the tokens given in all so far. */
  readonly reasoningTokens: number;
}

/** One sequence's tokens to the two texts of an answer: the first tokens are reasoning, the others content. */
export class PartedText {
  private readonly reasoningTokens: number;
  private readonly content: AnswerText;
  private taken = 0;

  constructor(reasoningTokens: number, stops: readonly string[]) {
    this.reasoningTokens = reasoningTokens;
    this.content = new AnswerText(stops);
  }

  push(tokens: readonly EngineToken[], finish: FinishCause | null): TextParts {
    const split = Math.max(0, Math.min(tokens.length, this.reasoningTokens - this.taken));
    this.taken += tokens.length;
    const end = finish === null ? null : finish === 'stop' ? 'stopped' : 'ended';
    return {
      reasoning: textOf(tokens.slice(0, split)),
      content: this.content.push(textOf(tokens.slice(split)), end),
      reasoningTokens: Math.min(this.reasoningTokens, this.taken),
    };
  }

  /** The stop text that ended it; null when something else did. */
  get stoppedBy(): string | null {
    return this.content.stoppedBy;
  }
}

/** Special tokens have no text. */
function textOf(tokens: readonly EngineToken[]): string {
  return tokens.map((token) => token.text).join('');
}
