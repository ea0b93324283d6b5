import { ROOT_CONTEXT } from '@opentelemetry/api';
import type { Tracer } from '@opentelemetry/api';
import type { RolloutDecision } from '../ports.ts';

/** Tells a decision as a span of no length with one event, in which the numbers are: a trace of its own, since no request made it. */
export function traceDecision(tracer: Tracer, decision: RolloutDecision): void {
  const { rollout, model, revision, run, from, to, by, why, wallMs, verdicts } = decision;
  const startTime = new Date(wallMs);
  const attributes = {
    'slipstream.rollout.name': rollout,
    'slipstream.rollout.run': run,
    'slipstream.rollout.revision': revision,
    'slipstream.rollout.from': from,
    'slipstream.rollout.to': to,
    'slipstream.rollout.by': by,
    'gen_ai.request.model': model,
  };
  const span = tracer.startSpan('slipstream.rollout.decision', { startTime, attributes }, ROOT_CONTEXT);
  span.addEvent(
    'slipstream.rollout.decided',
    { 'slipstream.rollout.why': why, 'slipstream.rollout.verdicts': [...verdicts] },
    startTime,
  );
  span.end(startTime);
}
