/** A window of load: first unmeasured, then measured. */
export interface Window {
  readonly warmupMs: number;
  readonly measuredMs: number;
}

export interface StreamLoad extends Window {
  readonly streams: number;
  readonly everyMs: number;
  readonly events: number;
}

/** How much is measured. */
export interface Plan {
  readonly rounds: number;
  readonly connections: number;
  /** Load before the first round, per subject: V8 compiles the hot path over tens of thousands of requests. */
  readonly compileMs: number;
  readonly requests: Window;
  readonly streams: StreamLoad;
  readonly manyStreams: StreamLoad;
  /** Idle streams in one process, at each of these sizes. */
  readonly idleStreams: readonly number[];
  /** How long idle streams are left alone before memory is read. */
  readonly settleMs: number;
  /** Whether what a request allocates is measured, too. */
  readonly allocation: boolean;
}

/**
 * 200 streams at 20 ms and 1,000 at 100 ms are the same 10,000 events per second: what grows is the number of streams.
 * (1,000 at 20 ms are more than one core of any Node proxy carries: the delay would only tell how long it was overloaded.)
 */
export function planFor(options: { readonly quick: boolean; readonly rounds: number | null }): Plan {
  return options.quick ? { ...quick, rounds: options.rounds ?? 2 } : { ...full, rounds: options.rounds ?? 5 };
}

const full: Omit<Plan, 'rounds'> = {
  connections: 64,
  compileMs: 15_000,
  requests: { warmupMs: 1000, measuredMs: 4000 },
  streams: { streams: 200, everyMs: 20, events: 100, warmupMs: 2500, measuredMs: 5000 },
  manyStreams: { streams: 1000, everyMs: 100, events: 60, warmupMs: 3500, measuredMs: 4000 },
  idleStreams: [2000, 10_000],
  settleMs: 4000,
  allocation: true,
};

const quick: Omit<Plan, 'rounds'> = {
  connections: 64,
  compileMs: 2000,
  requests: { warmupMs: 300, measuredMs: 1000 },
  streams: { streams: 200, everyMs: 20, events: 100, warmupMs: 700, measuredMs: 1300 },
  manyStreams: { streams: 1000, everyMs: 100, events: 60, warmupMs: 900, measuredMs: 900 },
  idleStreams: [10_000],
  settleMs: 800,
  allocation: false,
};
