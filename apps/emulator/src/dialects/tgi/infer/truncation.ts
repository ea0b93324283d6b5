import { tokenize } from '../../../engine/language/tokenizer.ts';

/** `truncate`: only the prompt's last tokens are seen. */
export function keepLastTokens(text: string, truncate: number | null): string {
  if (truncate === null) return text;
  const first = tokenize(text).at(-truncate);
  return first === undefined ? text : Array.from(text).slice(first.start).join('');
}
