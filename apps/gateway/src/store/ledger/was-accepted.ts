import type { Outcome } from '../../errors.ts';
import type { RequestRecord } from '../../metering/request-record.ts';
import type { Decision } from '../../ports.ts';

/** Refused by what the client has used up already: it got nothing, and nobody was asked. */
const refusedAtTheGate: ReadonlySet<Outcome | null> = new Set<Outcome>(['rate_limited', 'budget_exceeded']);

/**
 * Accepted is a request whose key, model and variant are known and which its rates let in. Others get no row: whoever
 * has no key could otherwise fill the disk. They are in the metrics and in the log.
 */
export function wasAccepted(record: RequestRecord): record is AcceptedRecord {
  return record.decision !== null && !refusedAtTheGate.has(record.outcome);
}

export type AcceptedRecord = RequestRecord & { readonly decision: Decision };
