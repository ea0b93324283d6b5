import type { EngineStep, FinishCause } from '../../../engine/engine.ts';
import { tokenPieces } from '../../../engine/language/tokenizer.ts';
import type { Grammar } from '../requests/generate-parameters.ts';
import type { InferToken } from './generation.ts';
import { sampleJson } from './sample-json.ts';

/**
 * A grammar-constrained answer: the engine paces it, the schema writes it. Each token that the engine emits is replaced
 * by the next piece of a JSON value that fits the schema, then by EOS, so steps, drafts and counts stay the engine's.
 */
export class GrammarPieces {
  /** Tokens of the whole answer, EOS included. */
  readonly length: number;
  private readonly pieces: readonly string[];
  private readonly eosText: string;
  private taken = 0;

  constructor(text: string, eosText: string) {
    this.pieces = tokenPieces(text).map((piece) => piece.text);
    this.length = this.pieces.length + 1;
    this.eosText = eosText;
  }

  take(step: EngineStep): InferToken[] {
    return step.tokens.map((token, index) => {
      const special = this.taken >= this.pieces.length;
      // The engine's own text may end before ours does; what is left then goes out with its last token.
      const early = step.finish === 'eos' && index === step.tokens.length - 1 && this.taken + 1 < this.length;
      const text = early ? this.pieces.slice(this.taken).join('') : (this.pieces[this.taken] ?? this.eosText);
      this.taken = early ? this.length : this.taken + 1;
      return { id: token.id, text, logprob: token.logprob, special };
    });
  }

  /** The engine ran to the length it was given: an end by EOS, if that was the answer's own length. */
  cause(finish: FinishCause | null): FinishCause | null {
    return finish !== null && this.taken >= this.length ? 'eos' : finish;
  }
}

/** Null where no text can be made: a regular expression is accepted and then not obeyed. */
export function grammarPieces(grammar: Grammar, eosText: string): GrammarPieces | null {
  if (grammar.kind === 'regex') return null;
  const schema: unknown = typeof grammar.value === 'string' ? JSON.parse(grammar.value) : grammar.value;
  return new GrammarPieces(spacedJson(sampleJson(schema)), eosText);
}

/** JSON as models write it, with a space after commas and colons: a name's closing quote and comma are then one token. */
function spacedJson(value: unknown): string {
  // Line breaks here are layout: inside strings they are escaped.
  const lines = JSON.stringify(value, null, 1).split(/\n */);
  return lines.join(' ').replaceAll(/([{[]) | (?=[}\]])/g, '$1');
}
