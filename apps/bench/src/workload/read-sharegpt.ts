import { isRecord } from '@slipstream/wire';
import type { Prompt } from './prompt.ts';

/** The published test (`oai_load.js`) sent the first turn, cut to this many characters. */
const promptCharacters = 500;
const humanNames: ReadonlySet<unknown> = new Set(['human', 'user']);

export type ShareGptReading =
  | { readonly ok: true; readonly prompts: readonly Prompt[]; readonly skipped: number }
  | { readonly ok: false; readonly message: string };

/**
 * Prompts from ShareGPT's form: `[{"id", "conversations": [{"from": "human", "value"}, …]}]`, and `"class"` where we wrote it. The
 * first human turn counts; conversations without one are skipped. Fails only where nothing is left.
 */
export function readShareGpt(value: unknown): ShareGptReading {
  if (!Array.isArray(value)) return { ok: false, message: 'is not a JSON array of conversations' };
  const prompts = value.flatMap((entry: unknown, index) => readEntry(entry, index) ?? []);
  if (prompts.length === 0) return { ok: false, message: 'has no conversation with a turn from "human"' };
  return { ok: true, prompts: withUniqueIds(prompts), skipped: value.length - prompts.length };
}

function readEntry(entry: unknown, index: number): Prompt | null {
  if (!isRecord(entry) || !Array.isArray(entry['conversations'])) return null;
  const turn: unknown = entry['conversations'].find((each: unknown) => isRecord(each) && humanNames.has(each['from']));
  const text = isRecord(turn) && typeof turn['value'] === 'string' ? cut(turn['value']) : '';
  if (text.trim() === '') return null;
  const { id, class: kind } = entry;
  return { id: typeof id === 'string' ? id : `#${index}`, class: typeof kind === 'string' ? kind : 'any', text };
}

/** Never between the halves of a surrogate pair: half a character is no Unicode, and engines refuse it. */
function cut(text: string): string {
  return text.slice(0, promptCharacters).toWellFormed() === text.slice(0, promptCharacters)
    ? text.slice(0, promptCharacters)
    : text.slice(0, promptCharacters - 1).toWellFormed();
}

function withUniqueIds(prompts: readonly Prompt[]): readonly Prompt[] {
  const seen = new Set<string>();
  return prompts.map((prompt, index) => {
    const id = seen.has(prompt.id) ? `${prompt.id}#${index}` : prompt.id;
    seen.add(id);
    return { ...prompt, id };
  });
}
