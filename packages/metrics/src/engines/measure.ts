import type { Method } from '../speculation/speculation-figure.ts';

/** What may be asked of a server: the rows of docs/metering.md and of the doctor. */
export const measurables = [
  'prompt tokens',
  'completion tokens',
  'reasoning tokens',
  'cached tokens',
  'steps per request',
  'drafts per request',
  'accepted per request',
  'accepted per position per request',
  'first token',
  'steps of the engine',
  'drafts of the engine',
  'accepted of the engine',
  'accepted per position of the engine',
  'running and waiting',
  'KV cache use',
] as const;

export type Measurable = (typeof measurables)[number];

/** One way in which one thing can be measured of an engine. Of several ways the first that a server allows is taken. */
export interface Measure {
  readonly what: Measurable;
  readonly method: Method;
  /** The engine's own name of the field or series. */
  readonly field: string;
  /** What a server must be started with, or be at least, for this to be there; null: nothing. */
  readonly needs: string | null;
  /** What the figure does not say; null: nothing that is known. */
  readonly caveat: string | null;
}
