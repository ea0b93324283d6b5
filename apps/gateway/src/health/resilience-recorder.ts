import type { Instruments } from '@slipstream/metrics';
import { errorTable } from '../errors.ts';
import type { AttemptRecord, RequestRecord } from '../metering/request-record.ts';
import type { Sink } from '../metering/sink.ts';

interface Labels {
  readonly model: string;
  readonly variant: string;
}

/** What second tries brought, and what they cost. From the record alone. */
export class ResilienceRecorder implements Sink {
  readonly name = 'resilience';
  readonly #instruments: Instruments;

  constructor(instruments: Instruments) {
    this.#instruments = instruments;
  }

  settle(record: RequestRecord): void {
    const { decision, attempts } = record;
    const last = attempts.at(-1);
    if (decision === null || last === undefined) return;
    const labels = { model: decision.model.name, variant: decision.variant.name };
    for (const attempt of attempts) {
      if (attempt.kind === 'retry') this.#countRetry(attempt, labels);
      if (attempt.kind === 'hedge') this.#countHedge(attempt, last, labels);
      this.#countWaste(attempt, last, record.outcome, labels);
    }
  }

  #countRetry({ outcome }: AttemptRecord, labels: Labels): void {
    const result = outcome === 'ok' || outcome === 'client_gone' ? outcome : 'failed';
    this.#instruments.counter('slipstream_retries_total').inc({ ...labels, result });
  }

  /** The last attempt is the one that gave the answer, if any did. */
  #countHedge(hedge: AttemptRecord, last: AttemptRecord, labels: Labels): void {
    const isAnswered = last.outcome === 'ok' || (last.reading?.firstTokenAtMs ?? null) !== null;
    const result = !isAnswered ? 'failed' : hedge === last ? 'won' : 'lost';
    this.#instruments.counter('slipstream_hedges_total').inc({ ...labels, result });
  }

  #countWaste(attempt: AttemptRecord, last: AttemptRecord, ending: RequestRecord['outcome'], labels: Labels): void {
    const { outcome, reading } = attempt;
    // An engine may have finished an answer of which its client, gone by then, never got the end.
    const reason = wasteReason(attempt === last && outcome === 'ok' ? ending : outcome);
    if (reason === null) return;
    const received = reading?.tokens.completion ?? null;
    // Of a loser nothing came: what it cost is the reading of the prompt, which the winner's usage may tell.
    const tokens = reason === 'hedge_lost' ? (last.reading?.tokens.prompt ?? null) : received;
    if (tokens === null) return;
    this.#instruments.counter('slipstream_wasted_tokens_total').inc({ ...labels, reason }, tokens);
  }
}

function wasteReason(outcome: AttemptRecord['outcome']): 'hedge_lost' | 'cut' | 'client_gone' | null {
  if (outcome === null || outcome === 'ok') return null;
  if (outcome === 'hedge_lost' || outcome === 'client_gone') return outcome;
  const { fault } = errorTable[outcome];
  return fault === 'upstream' || fault === 'gateway' || outcome === 'draining' ? 'cut' : null;
}
