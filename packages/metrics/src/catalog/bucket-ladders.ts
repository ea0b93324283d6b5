export type BucketLadderName =
  | 'time-to-first-token'
  | 'time-per-output-token'
  | 'inter-chunk'
  | 'duration'
  | 'overhead'
  | 'commit';

export interface BucketLadder {
  /** Upper bounds, seconds. */
  readonly bounds: readonly number[];
  readonly reason: string;
}

/** Bounds by quantity, each with its reason: a histogram can only tell what its bounds let it see. */
export const bucketLadders: Readonly<Record<BucketLadderName, BucketLadder>> = {
  'time-to-first-token': {
    bounds: [
      0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.15, 0.2, 0.25, 0.3, 0.5, 0.75, 1, 1.5, 2.5, 5, 7.5, 10, 20, 30,
      60,
    ],
    reason:
      "OpenTelemetry's `gen_ai.server.time_to_first_token` bounds, with 0.15, 0.2, 0.3 and 1.5 s between them, where " +
      'service objectives are set, and 20, 30, 60 s above: a queued request waits longer than 10 s.',
  },
  'time-per-output-token': {
    bounds: [
      0.001, 0.002, 0.003, 0.004, 0.005, 0.006, 0.008, 0.01, 0.012, 0.016, 0.02, 0.025, 0.03, 0.04, 0.05, 0.075, 0.1,
      0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5,
    ],
    reason:
      "OpenTelemetry's `gen_ai.server.time_per_output_token` starts at 10 ms, which puts every fast speculative variant " +
      'into one bucket. Its bounds are all kept (so boards made for them work) and 1 to 8 ms, 12, 16, 20, 30 and 40 ms ' +
      'are added: a speed-up of 1.2 must be able to move a request into another bucket.',
  },
  'inter-chunk': {
    bounds: [0.0005, 0.001, 0.002, 0.004, 0.008, 0.012, 0.016, 0.02, 0.03, 0.04, 0.06, 0.08, 0.16, 0.32, 0.64, 1.28, 5],
    reason:
      'Two humps under speculation: about 0 inside a burst, about one step time between bursts. The first bound (0.5 ms) ' +
      'holds the burst; the middle is fine enough to read the step time off; above 80 ms, stalls by factors of two.',
  },
  duration: {
    bounds: [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92, 163.84, 327.68],
    reason:
      "OpenTelemetry's `gen_ai.server.request.duration` bounds (10 ms doubling to 81.92 s) and two more doublings: an " +
      'answer of 4000 tokens at 40 ms takes 160 s.',
  },
  commit: {
    bounds: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1, 5],
    reason:
      'Rows are gathered for 5 ms and promised within 20 ms, so both are bounds; a sync of a slow disk takes up to 100 ms, and ' +
      'above a second the disk is full, locked or gone.',
  },
  overhead: {
    bounds: [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
    reason:
      'A gateway of this kind costs 0.1 to 5 ms. Everything above 50 ms is waiting for a replica or a starved process.',
  },
};
