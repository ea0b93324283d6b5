import type { RequestTrace } from '../ports.ts';
import type { RequestFigures } from './request-figures.ts';
import type { RequestRecord } from './request-record.ts';

/** Something that is made from settled requests: metrics, the ledger, a span, a log line. */
export interface Sink {
  /** For the report of a sink that failed. */
  readonly name: string;
  settle(record: RequestRecord, figures: RequestFigures, trace: RequestTrace): void;
}
