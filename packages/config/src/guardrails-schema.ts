import { z } from 'zod';
import type { GuardrailsSection } from './config-file.ts';
import { durationWanted, readDuration } from './duration.ts';
import { textSchema } from './text-schema.ts';
import type { GuardrailAction } from './rollout.ts';

const duration = textSchema('duration', durationWanted, readDuration);

const action = (fallback: GuardrailAction): z.ZodDefault<z.ZodEnum<{ [name in GuardrailAction]: name }>> =>
  z
    .enum({ rollback: 'rollback', pause: 'pause', report: 'report' })
    .default(fallback)
    .describe('What a failure does: all back to the control; ask a human, weights as they are; or only tell.');

const limit = (fallback: number): z.ZodDefault<z.ZodNumber> =>
  z.number().gt(0).max(10).default(fallback).describe('How much more it may be, as a part of the control’s.');

const alpha = (fallback: number): z.ZodDefault<z.ZodNumber> =>
  z.number().gt(0).max(0.5).default(fallback).describe('Chance of a false alarm, however often it is looked at.');

export const guardrailsSchema: z.ZodType<GuardrailsSection> = z
  .strictObject({
    ttft: z
      .strictObject({ limit: limit(0.1), action: action('rollback') })
      .prefault({})
      .describe('Time to first token. It must be proven to be within the limit before a promotion.'),
    tpot: z
      .strictObject({ limit: limit(0.02), action: action('rollback') })
      .prefault({})
      .describe(
        'Seconds per token, all tokens together: long answers must not pay for short ones. Must be proven, too.',
      ),
    errors: z
      .strictObject({
        alpha: alpha(0.01),
        budget: z
          .int()
          .min(1)
          .max(1_000_000_000)
          .default(50)
          .describe('Failed requests of the candidate beyond the control’s part, whatever the evidence.'),
        action: action('rollback'),
      })
      .prefault({})
      .describe('Requests that failed by no fault of the client.'),
    slo: z
      .strictObject({
        ttft: duration.nullable().default(null).describe('An answer whose first token is later misses it.'),
        tpot: duration.nullable().default(null).describe('An answer that takes longer per token misses it.'),
        alpha: alpha(0.01),
        action: action('rollback'),
      })
      .prefault({})
      .describe('Answers that miss what was promised. Without `ttft` and `tpot` none does.'),
    mismatch: z
      .strictObject({
        every: duration
          .nullable()
          .prefault('30s')
          .describe(
            'How often both arms are asked a short prompt of our own, the control twice; null: never. Counts nowhere but in the engines’ own metrics.',
          ),
        alpha: alpha(0.01),
        action: action('rollback'),
      })
      .prefault({})
      .describe('Greedy answers that differ from the control’s more often than the control’s own do.'),
    finishReasons: z
      .strictObject({ alpha: alpha(0.01), action: action('pause') })
      .prefault({})
      .describe('Answers that end for other reasons than the control’s do.'),
    length: z
      .strictObject({ limit: limit(0.1), action: action('pause') })
      .prefault({})
      .describe('Tokens of an answer, to either side: a lossless speculator does not change them.'),
    acceptance: z
      .strictObject({
        floor: z
          .number()
          .min(1)
          .max(64)
          .default(1.05)
          .describe('Tokens per forward pass below which a speculator does not work.'),
        action: action('rollback'),
      })
      .prefault({})
      .describe('Acceleration of the candidate, where it has a speculator.'),
    srm: z
      .strictObject({ alpha: alpha(0.001), action: action('pause') })
      .prefault({})
      .describe('Sample ratio mismatch: units are not split as they should be, so that nothing can be compared.'),
    exposures: z
      .strictObject({
        limit: z
          .number()
          .gt(0)
          .max(1)
          .default(0.01)
          .describe('Part of the units, of which five at least, that may have been exposed to both arms.'),
        action: action('pause'),
      })
      .prefault({})
      .describe('Sessions or users that were served by both arms under one split: stickiness is broken.'),
    load: z
      .strictObject({
        limit: z
          .number()
          .gt(0)
          .max(10)
          .default(0.1)
          .describe('How far it may differ, as a part, before the last step pauses.'),
        redeals: z
          .int()
          .min(0)
          .max(10)
          .default(2)
          .describe(
            'Where the split should match the load and does not, since a few users do much: how often they are dealt anew, in another run, before the last step pauses.',
          ),
      })
      .prefault({})
      .describe('Requests per ready replica. Unequal load makes equal software look faster or slower.'),
  })
  .prefault({})
  .describe('What must not get worse. Watched at every look, in pauses and through the rollback window, too.');
