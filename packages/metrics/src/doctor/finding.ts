import type { Measurable } from '../engines/measure.ts';
import type { Method } from '../speculation/speculation-figure.ts';

/**
 * How one thing can be measured of one server. `no speculator`: there is nothing of that kind to measure; `unknown`: no answer
 * was had to tell by.
 */
export interface Finding {
  readonly what: Measurable;
  readonly verdict: Method | 'not at all' | 'no speculator' | 'unknown';
  /** The engine's field or series; null where there is none. */
  readonly field: string | null;
  readonly caveat: string | null;
  /** What would make it better, and how good. */
  readonly better: { readonly method: Method; readonly needs: string } | null;
}
