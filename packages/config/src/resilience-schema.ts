import { z } from 'zod';
import type { ConfigFile } from './config-file.ts';
import { durationWanted, readDuration } from './duration.ts';
import { textSchema } from './text-schema.ts';

const duration = textSchema('duration', durationWanted, readDuration);

/** A part of a whole, 0 and 1 included. */
const share = z.number().min(0).max(1);

/** What keeps a failing replica from costing answers: sections of the file. */
export const resilienceSections: {
  readonly [name in 'health' | 'retry' | 'hedge' | 'pool']: z.ZodType<ConfigFile[name]>;
} = {
  health: z
    .strictObject({
      window: duration.prefault('20s').describe('How far back a replica’s answers are judged.'),
      minRequests: z.int().min(1).max(10_000).default(5).describe('Fewer judged answers in the window prove nothing.'),
      minSuccessRatio: share
        .default(0.5)
        .describe(
          'Below it the circuit opens: no traffic. Only faults of the replica count, never a 4xx or a client that left.',
        ),
      outlierMargin: share
        .default(0.2)
        .describe('Or this much below the success ratio of its peers together, from 20 answers on; 1 switches it off.'),
      open: duration
        .prefault('5s')
        .describe('How long a circuit stays open, then one request tries. Doubles with each failed try.'),
      longestOpen: duration.prefault('60s').describe('Up to this.'),
      maxEjectedShare: share
        .default(0.5)
        .describe(
          'Never more of a variant’s replicas are out by their circuits, rounded down; and never the last ready one.',
        ),
      slowStart: duration
        .prefault('30s')
        .describe('A replica that returns gets its full part only after this time, since its caches are cold.'),
    })
    .prefault({})
    .describe('When a replica is taken out for what its answers show, besides its probes.'),

  retry: z
    .strictObject({
      share: share
        .default(0.2)
        .describe(
          'Retries and hedges together may be this part of the requests of the window; 0 leaves the floor alone.',
        ),
      floor: z
        .int()
        .min(0)
        .max(10_000)
        .default(10)
        .describe('So many are allowed per window at any traffic. 0 and `share: 0`: none.'),
      window: duration.prefault('10s').describe('Over which both are counted, per variant.'),
    })
    .prefault({})
    .describe(
      'Asking another replica when nothing was sent or nothing came back. Bounded for the variant, not per request.',
    ),

  hedge: z
    .strictObject({
      enabled: z.boolean().default(false).describe('Ask a second replica for a stream whose first token is late.'),
      quantile: z
        .number()
        .min(0.5)
        .max(0.999)
        .default(0.95)
        .describe('Late: later than this quantile of the variant’s own times to first token.'),
      minSamples: z
        .int()
        .min(1)
        .max(100_000)
        .default(50)
        .describe('First tokens to have seen before one can be called late.'),
    })
    .prefault({})
    .describe('The first of the two to bring a token wins, the other is aborted. Counts against the retry budget.'),

  pool: z
    .strictObject({
      connections: z
        .int()
        .min(1)
        .max(65_535)
        .nullable()
        .default(null)
        .describe('Most connections to one replica; without it there are as many as requests under way.'),
      keepAlive: duration
        .prefault('4s')
        .describe(
          'How long an idle connection is kept. Keep it below the engine’s own time, or requests meet closed connections.',
        ),
    })
    .prefault({})
    .describe('Connections to each replica.'),
};
