import type { LiveState } from '../support/process-inspector.ts';

/** One look at the gateway under load. */
export interface LoadSample {
  /** Since the load began. */
  readonly atSeconds: number;
  readonly residentBytes: number;
  /** After garbage was collected: what really is in use. */
  readonly collected: { readonly residentBytes: number; readonly heapBytes: number };
  readonly files: number;
  readonly inFlight: number;
  readonly visits: number;
}

/** All that a soak has found out. */
export interface SoakResult {
  readonly minutes: number;
  readonly streams: number;
  readonly samples: readonly LoadSample[];
  /** Of an idle gateway. */
  readonly files: { readonly before: number; readonly after: number };
  readonly inFlightAtEnd: number;
  readonly tokens: number;
  /** How the visits ended, as the clients saw it; `left` is a client's own doing. */
  readonly seen: Readonly<Record<string, number>>;
  /** How the requests ended, as the gateway counted it. */
  readonly counted: Readonly<Record<string, number>>;
  /** Requests that the faults have struck. */
  readonly struck: Readonly<Record<string, number>>;
  readonly storm: {
    readonly streams: number;
    readonly before: LiveState;
    readonly after: LiveState;
    /** Of them, those that the gateway counted as clients that left. */
    readonly gone: number;
  };
  readonly isAlive: boolean;
  readonly complaints: readonly string[];
}
