import type { KeyAction } from '../../key-book.ts';

/** One change of a key, as it is kept: the columns of the table `key_events`. */
export interface KeyEventRow {
  readonly seq: number;
  readonly at_ms: number;
  readonly by_name: string;
  readonly action: KeyAction;
  readonly key_name: string;
  readonly why: string;
  readonly request: string | null;
  /** JSON. */
  readonly details: string;
}
