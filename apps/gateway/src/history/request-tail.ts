import type { Method } from '@slipstream/metrics';
import type { RequestFigures } from '../metering/request-figures.ts';
import type { RequestRecord } from '../metering/request-record.ts';
import type { Sink } from '../metering/sink.ts';

/** One request that has ended. Nothing of what was asked or answered is in it. */
export interface TailEntry {
  /** Counts requests since the gateway started. */
  readonly sequence: number;
  readonly id: string;
  /** Of its end, epoch milliseconds. */
  readonly endedWallMs: number;
  /** What the client asked for, which may be no model of ours, shortened; null: it did not get that far. */
  readonly model: string | null;
  /** Null: it ended before it was given one. */
  readonly variant: string | null;
  readonly replica: string | null;
  /** `coverage` and weights, a header, or the rest that no experiment covers. */
  readonly reason: 'assigned' | 'forced' | 'outside' | null;
  readonly key: string | null;
  readonly outcome: string;
  readonly status: number | null;
  readonly tokens: number | null;
  /** Tokens per forward pass, of this one request. */
  readonly acceleration: number | null;
  readonly method: Method | null;
  readonly ttftMs: number | null;
  readonly tpotMs: number | null;
}

/** Longest name of a model that is kept: it is the client's. */
const longestModel = 200;

/** The last requests that ended, so many and no more. */
export class RequestTail implements Sink {
  readonly name = 'tail';
  readonly #entries: (TailEntry | undefined)[];
  #sequence = 0;

  constructor(capacity: number) {
    this.#entries = Array.from({ length: capacity });
  }

  /** Of the newest entry; 0: there is none. */
  get sequence(): number {
    return this.#sequence;
  }

  settle(record: RequestRecord, figures: RequestFigures): void {
    this.#sequence += 1;
    this.#entries[this.#sequence % this.#entries.length] = entryOf(this.#sequence, record, figures);
  }

  /** Those after `sequence`, the newest first, at most so many; older ones may be gone. */
  since(sequence: number, most: number = this.#entries.length): readonly TailEntry[] {
    const count = Math.min(this.#sequence - sequence, this.#entries.length, most);
    const found: TailEntry[] = [];
    for (let n = this.#sequence; n > this.#sequence - count; n -= 1) {
      const entry = this.#entries[n % this.#entries.length];
      if (entry !== undefined) found.push(entry);
    }
    return found;
  }
}

function entryOf(sequence: number, record: RequestRecord, figures: RequestFigures): TailEntry {
  const { decision } = record;
  const attempt = figures.lastAttempt;
  const speculation = attempt?.reading?.speculation ?? null;
  return {
    sequence,
    id: record.id,
    endedWallMs: record.receivedWallMs + figures.durationSeconds * 1000,
    model: record.model === null ? null : record.model.slice(0, longestModel),
    variant: decision?.variant.name ?? null,
    replica: attempt?.replica ?? null,
    reason: decision === null ? null : decision.forced ? 'forced' : decision.exposure ? 'assigned' : 'outside',
    key: record.key,
    outcome: record.outcome ?? 'internal',
    status: record.status,
    tokens: figures.tokens?.completion ?? null,
    acceleration:
      speculation === null || speculation.sums.steps <= 0 ? null : speculation.sums.tokens / speculation.sums.steps,
    method: speculation?.method ?? null,
    ttftMs: inMs(figures.timeToFirstTokenSeconds),
    tpotMs: inMs(figures.timePerOutputTokenSeconds),
  };
}

function inMs(seconds: number | null): number | null {
  return seconds === null ? null : seconds * 1000;
}
