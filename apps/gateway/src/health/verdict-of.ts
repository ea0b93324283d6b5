import { errorTable } from '../errors.ts';
import type { AttemptOutcome } from '../metering/request-record.ts';
import type { Verdict } from '../routing/circuit.ts';

/**
 * What the end of an attempt says of its replica. Bad requests and clients that leave say nothing, or they would take the
 * fleet down; a full engine is well.
 */
export function verdictOf(outcome: AttemptOutcome): Verdict {
  if (outcome === 'ok') return 'success';
  if (outcome === 'hedge_lost' || outcome === 'engine_overloaded') return 'neutral';
  return errorTable[outcome].fault === 'upstream' ? 'failure' : 'neutral';
}
