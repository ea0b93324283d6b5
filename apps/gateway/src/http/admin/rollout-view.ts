import { z } from '@hono/zod-openapi';
import { phaseNames, stepOf } from '../../rollout/core/phase.ts';
import { deedOf, deeds } from '../../rollout/core/rollout-event.ts';
import type { RolloutEvent } from '../../rollout/core/rollout-event.ts';
import { trafficOf } from '../../rollout/core/traffic.ts';
import type { StoredRollout } from '../../rollout/rollout-store.ts';

export const intervalSchema = z
  .object({ lower: z.number(), estimate: z.number(), upper: z.number() })
  .openapi('Interval');

const verdictSchema = z
  .object({
    check: z.string(),
    result: z.enum(['pass', 'fail', 'inconclusive', 'error']),
    action: z
      .enum(['rollback', 'pause', 'report', 'no_benefit'])
      .openapi({ description: 'What a failure of it does.' }),
    interval: intervalSchema.nullable(),
    eValue: z.number().nullable(),
    limit: z.number(),
    text: z.string().openapi({ description: 'The same in words.' }),
  })
  .openapi('Verdict');

const trafficSchema = z
  .object({
    seed: z.string(),
    coverage: z.number().openapi({ description: 'Share of units that take part.' }),
    candidateWeight: z.number().openapi({ description: 'The candidate’s share of those.' }),
  })
  .openapi('Traffic');

export const phaseSchema = z.enum(phaseNames);

export const rolloutSchema = z
  .object({
    name: z.string(),
    model: z.string(),
    control: z.string(),
    candidate: z.string(),
    source: z
      .enum(['file', 'api'])
      .openapi({ description: 'Who has made it: slipstream.yaml, or somebody by this API.' }),
    phase: phaseSchema,
    step: z.int().nullable().openapi({ description: 'From 1; null before the first and after the last.' }),
    steps: z.int(),
    run: z.int(),
    revision: z.int().openapi({ description: 'Counts decisions; what `expected.revision` is held against.' }),
    pausedFor: z.string().nullable(),
    sentence: z.string().openapi({ description: 'Where it stands and what it waits for.' }),
    traffic: trafficSchema.nullable().openapi({ description: 'Null: as the model is configured.' }),
    verdicts: z.array(verdictSchema),
  })
  .openapi('Rollout');

export type RolloutView = z.infer<typeof rolloutSchema>;

export const eventSchema = z
  .object({
    rollout: z.string(),
    model: z.string(),
    revision: z.int(),
    run: z.int(),
    at: z.iso.datetime(),
    by: z.string(),
    request: z.string().nullable(),
    why: z.string(),
    deed: z.enum(deeds).openapi({ description: 'Whether it was made, moved or deleted.' }),
    from: phaseSchema,
    to: phaseSchema,
    step: z.int().nullable(),
    traffic: trafficSchema.nullable(),
    verdicts: z.array(verdictSchema).openapi({ description: 'The numbers it was decided by.' }),
  })
  .openapi('Event');

export type EventView = z.infer<typeof eventSchema>;

export function rolloutView({ state, report }: StoredRollout): RolloutView {
  const { plan, source, phase, run, revision } = state;
  const step = stepOf(phase);
  return {
    name: plan.name,
    model: plan.model,
    control: plan.control,
    candidate: plan.candidate,
    source,
    phase: phase.kind,
    step: step === null ? null : step + 1,
    steps: plan.steps.length,
    run,
    revision,
    pausedFor: phase.kind === 'paused' ? reasonOf(phase.reason) : null,
    sentence: report?.sentence ?? phase.kind,
    traffic: trafficOf(state),
    verdicts: [...(report?.verdicts ?? [])],
  };
}

export function eventView({ at, step, verdicts, ...event }: RolloutEvent): EventView {
  return {
    ...event,
    deed: deedOf(event),
    at: new Date(at.wallMs).toISOString(),
    step: step === null ? null : step + 1,
    verdicts: [...verdicts],
  };
}

function reasonOf(reason: { readonly kind: string; readonly check?: string }): string {
  return reason.check ?? reason.kind;
}
