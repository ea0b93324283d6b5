/** One value of a histogram that can be looked up: the trace it belongs to. OpenMetrics shows one for each bucket. */
export interface Exemplar {
  /** 32 hexadecimal digits. Only of a trace that is kept: others would lead nowhere. */
  readonly traceId: string;
  /** Wall time. */
  readonly atMs: number;
}

/** An exemplar as a bucket keeps it. */
export interface ObservedExemplar extends Exemplar {
  readonly value: number;
}
