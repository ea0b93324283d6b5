/** Everything that can be made to go wrong, a closed set. */
export type FaultKind =
  | 'refuse'
  | 'reset'
  | 'silence'
  | 'html'
  | 'slow-first-token'
  | 'stall'
  | 'cut-mid-event'
  | 'malformed-event'
  | 'missing-done'
  | 'overloaded'
  | 'generation-failed'
  | 'internal'
  | 'wrong-usage'
  | 'garbled-metrics'
  | 'restart'
  | 'lossy'
  | 'stale-draft'
  | 'slow-draft';

export type FaultOption = 'after' | 'share' | 'count' | 'durationMs';

export interface Fault {
  readonly kind: FaultKind;
  /** Events of a stream that go out unharmed before it strikes; null = it does not wait for events. */
  readonly after: number | null;
  /** Probability that a request is struck, 0…1. */
  readonly share: number;
  /** Requests (or scrapes) that it strikes in all. */
  readonly count: number;
  /** Real milliseconds: of the delay where the kind is one, else of the fault's life since it was set. */
  readonly durationMs: number;
}

export interface FaultKindTraits {
  readonly describes: string;
  /** The option that a bare `--fault kind:NUMBER` sets; null = it takes none. */
  readonly argument: FaultOption | null;
  readonly options: readonly FaultOption[];
  readonly defaults: Partial<Omit<Fault, 'kind'>>;
  /** `durationMs` is how long it holds up, not how long it lives. */
  readonly delays: boolean;
}

const requests: readonly FaultOption[] = ['share', 'count', 'durationMs'];
const events: readonly FaultOption[] = ['after', ...requests];

function kind(
  describes: string,
  argument: FaultOption | null,
  options: readonly FaultOption[],
  rest: Partial<Pick<FaultKindTraits, 'defaults' | 'delays'>> = {},
): FaultKindTraits {
  return { describes, argument, options, defaults: rest.defaults ?? {}, delays: rest.delays ?? false };
}

/** What each kind does, takes and assumes. */
export const faultKinds: Readonly<Record<FaultKind, FaultKindTraits>> = {
  refuse: kind('the port is closed for a time', 'durationMs', ['durationMs'], {
    defaults: { durationMs: 5000 },
    delays: true,
  }),
  reset: kind('the connection is reset before the head', 'share', requests),
  silence: kind('no byte is answered', 'durationMs', requests, { delays: true }),
  html: kind('an HTML page is answered with status 200', 'share', requests),
  'slow-first-token': kind('the first event is late', 'durationMs', requests, {
    defaults: { durationMs: 2000 },
    delays: true,
  }),
  stall: kind('a stream stops for a time, or for ever', 'after', events, { defaults: { after: 3 }, delays: true }),
  'cut-mid-event': kind('the connection ends inside an event', 'after', events, { defaults: { after: 3 } }),
  'malformed-event': kind('one event is not JSON', 'after', events, { defaults: { after: 3 } }),
  'missing-done': kind('the stream ends cleanly without [DONE], after some events if told', 'after', events),
  overloaded: kind('no permit is free', 'share', requests),
  'generation-failed': kind('a step fails, and all requests of its batch', 'after', events, { defaults: { after: 0 } }),
  internal: kind('the generation ends without an end', 'after', events, { defaults: { after: 0 } }),
  'wrong-usage': kind('usage in the body counts too many tokens', 'share', requests),
  'garbled-metrics': kind('/metrics cannot be parsed', 'share', requests),
  restart: kind('the server crashes and is back at once, counters at zero', 'after', ['after', 'share', 'count'], {
    defaults: { count: 1 },
  }),
  lossy: kind('the greedy text is another than the model has', 'share', ['share']),
  'stale-draft': kind('a swap of draft weights says it succeeded and changes nothing', 'share', requests),
  'slow-draft': kind('draft weights load slowly', 'durationMs', requests, {
    defaults: { durationMs: 5000 },
    delays: true,
  }),
};

/** Those that strike requests for text, one by one. `refuse` is the port's, `lossy` the engine's. */
export const generationFaults: readonly FaultKind[] = [
  'reset',
  'silence',
  'html',
  'slow-first-token',
  'stall',
  'cut-mid-event',
  'malformed-event',
  'missing-done',
  'overloaded',
  'generation-failed',
  'internal',
  'wrong-usage',
  'restart',
];
