import type { Reading } from './reading.ts';

export const promptClassWanted = 'must be a word, such as summary';

/** A name that becomes a header value, a label and a column: short, and the same however it is written. */
export function readPromptClass(text: string): Reading<string> {
  if (/^[a-z0-9][a-z0-9-]{0,31}$/.test(text)) return { ok: true, value: text };
  return { ok: false, message: `${promptClassWanted}: up to 32 lower-case letters, digits and -` };
}
