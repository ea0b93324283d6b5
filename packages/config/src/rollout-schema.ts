import { z } from 'zod';
import type { RolloutSection } from './config-file.ts';
import { coverageWanted, readCoverage } from './coverage.ts';
import { durationWanted, readDuration } from './duration.ts';
import { guardrailsSchema } from './guardrails-schema.ts';
import { instantWanted, readInstant } from './instant.ts';
import { textSchema } from './text-schema.ts';

const duration = textSchema('duration', durationWanted, readDuration);
const coverage = textSchema('PART', coverageWanted, readCoverage);
const instant = textSchema('time', instantWanted, readInstant);
const named = z.string().min(1).max(256);

const swapBody = z.record(z.string(), z.unknown());

const swap = z
  .strictObject({
    route: z
      .enum(['sglang', 'vllm'])
      .describe(
        'SGLang’s `/update_weights_from_disk`; or vLLM’s `/pause`, `/start_draft_weight_update`, `/update_weights`, `/finish_weight_update`, `/resume`. No other is called.',
      ),
    body: swapBody.describe(
      'Sent as JSON to each replica of the candidate. SGLang: `{ model_path: /models/v2 }` and what else its route takes. vLLM: `{ update_info: {…}, weight_version: v2 }`.',
    ),
    back: swapBody
      .nullable()
      .default(null)
      .describe(
        'The like, for the weights of before: sent when the swap is not proven, or the run ends without a promotion. Without it only a restart of the engines brings them back.',
      ),
    timeout: duration.prefault('2m').describe('For the engines’ answers.'),
    proof: duration
      .prefault('10m')
      .describe('Within it acceptance must be measurably higher than before; else the step has failed.'),
  })
  .nullable()
  .default(null)
  .describe('In place of coverage: load other draft weights while serving, and prove it by measured acceptance.');

const step = z.strictObject({
  coverage: coverage
    .nullable()
    .default(null)
    .describe(
      'Units that take part: `10%`; or a part of the coverage at which all replicas get as many requests: `50% of matched`, `matched`. Only under matched load is a speed-up claimed.',
    ),
  hold: duration.prefault('5m').describe('Shortest time of the step.'),
  candidateWeight: z
    .number()
    .gt(0)
    .lt(1)
    .nullable()
    .default(null)
    .describe('The candidate’s part of those units. Default: half, or its part of the replicas where that is more.'),
  confirm: z.boolean().default(false).describe('Whether somebody must confirm the step before it begins.'),
  swap,
});

const schedule = z
  .strictObject({
    notBefore: instant.nullable().default(null).describe('No run begins earlier.'),
    notAfter: instant.nullable().default(null).describe('No run begins later; one that waits has expired.'),
  })
  .prefault({})
  .describe('When a run may begin. What has begun goes on to its end.');

const defaultSteps = ['10% of matched', '50% of matched', 'matched'].map((part) => ({ coverage: part }));

const rollout = z.strictObject({
  model: named.describe('Whose traffic is moved. While the rollout has it, the model’s `experiment` rests.'),
  candidate: named.describe('The variant that is to serve it.'),
  control: named.optional().describe('The variant that serves it now. Default: the candidate’s `control`.'),
  start: z
    .enum(['manual', 'auto'])
    .default('manual')
    .describe('Whether the first run is started by somebody, or by itself.'),
  schedule,
  steps: z
    .array(step)
    .min(1)
    .prefault(defaultSteps)
    .describe(
      'Coverage, step by step, or swaps of draft weights between; the last one decides. Default: 10%, 50% and all of matched.',
    ),
  warmup: z
    .int()
    .min(0)
    .max(100_000)
    .default(5)
    .describe('First answers of each of the candidate’s replicas, which count for nothing but failures.'),
  block: duration
    .prefault('30s')
    .describe('Times are compared within blocks of time; make it four times as long as load swings last.'),
  minBlocks: z
    .int()
    .min(2)
    .max(10_000)
    .default(20)
    .describe(
      'Blocks in a step before anything is concluded from it. Below 20, more than `alpha` of conclusions are wrong.',
    ),
  minRequests: z
    .int()
    .min(1)
    .max(10_000_000)
    .default(300)
    .describe('Requests of each arm in a step before it may be left.'),
  minimalEffect: z
    .number()
    .min(0)
    .max(10)
    .default(0.05)
    .describe('Speed-up that must be proven, less 1: two servers without any speculator are never exactly as fast.'),
  alpha: z
    .number()
    .gt(0)
    .max(0.5)
    .default(0.05)
    .describe('Chance that a proof is ever wrong, however often it is looked at.'),
  soak: duration.prefault('10m').describe('Shortest time of the last step.'),
  longest: duration.prefault('24h').describe('Longest time of a run without a proof; then it is inconclusive.'),
  patience: duration.prefault('24h').describe('How long a human is waited for; then the control keeps all.'),
  onInconclusive: z
    .enum(['pause', 'rollback', 'wait'])
    .default('pause')
    .describe('Ask a human, give all back to the control, or go on for as long as it takes.'),
  confirmPromotion: z.boolean().default(false).describe('Whether somebody must confirm the promotion.'),
  rollbackWindow: duration
    .prefault('1h')
    .describe('After the promotion: guardrails still roll back, and the holdback stays with the control.'),
  holdback: z
    .number()
    .min(0)
    .max(0.5)
    .default(0.05)
    .describe('Part of the units that the control keeps through the rollback window, to be compared with.'),
  guardrails: guardrailsSchema,
});

/** By name. Three lines suffice: the name, the model, the candidate. */
export const rolloutsSchema: z.ZodType<Readonly<Record<string, RolloutSection>>> = z
  .record(z.string(), rollout)
  .default({})
  .describe('Variants that are to take over, by a name of your own: promoted on proof, rolled back on suspicion.');
