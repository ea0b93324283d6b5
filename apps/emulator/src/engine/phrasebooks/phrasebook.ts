/**
 * The kind of text one kind of prompt is answered with. Templates hold slots: `{noun}` is any entry of `words.noun`,
 * `{noun!}` is one entry kept for the whole answer, `{count}` counts from 1, and these come from the prompt: `{topic}` a
 * telling word, `{subject}` what it is about, `{fact}` a name or number, `{given}` a number, `{quote}` a run of its words. `{{` is a brace.
 */
export interface Phrasebook {
  readonly openings: readonly string[];
  /** Used up in a seeded order before any comes again. */
  readonly bodies: readonly string[];
  readonly closings: readonly string[];
  /** What stands between two bodies; the more often an entry is listed, the likelier it is. */
  readonly joints: readonly string[];
  readonly words: Readonly<Record<string, readonly string[]>>;
}
