import type { Replica } from '@slipstream/config';
import type { AttemptOutcome } from '../metering/request-record.ts';
import type { Clock, ReplicaTime, Seat } from '../ports.ts';
import type { Pass, Verdict } from '../routing/circuit.ts';
import type { ReplicaAccount } from './replica-account.ts';
import { verdictOf } from './verdict-of.ts';

export interface SeatOptions {
  readonly replica: Replica;
  readonly account: ReplicaAccount;
  readonly pass: Pass;
  readonly clock: Clock;
  readonly stream: boolean;
  readonly maxTokens: number | null;
  readonly judge: (pass: Pass, verdict: Verdict) => void;
  /** Time to the first token; of a hedge that lost, the time that it had none. */
  readonly observeFirstToken: (ms: number) => void;
}

/** Holds the very account that it was counted in: whatever becomes of the configuration, a count cannot leak into another. */
export class ReplicaSeat implements Seat {
  readonly replica: Replica;
  readonly concurrency: number;
  readonly #options: SeatOptions;
  readonly #takenAtMs: number;
  /** Of the replica's shared time. */
  readonly #enteredAt: number;
  #decodesSince: number | null = null;
  #leftTokens: number;
  #hasFirstToken = false;
  #left = false;

  constructor(options: SeatOptions) {
    this.replica = options.replica;
    this.#options = options;
    this.#takenAtMs = options.clock.now();
    this.#leftTokens = options.maxTokens ?? 0;
    options.account.enter(options.maxTokens);
    this.concurrency = options.account.load.requests;
    this.#enteredAt = options.account.time.enter(this.#takenAtMs);
  }

  received(tokens: number): void {
    // An engine may send more events than it has tokens: the rest of a bound is never below none.
    const counted = Math.min(tokens, this.#leftTokens);
    if (this.#left || counted <= 0) return;
    this.#leftTokens -= counted;
    this.#options.account.received(counted);
  }

  firstToken(atMs: number): void {
    if (this.#left || this.#hasFirstToken) return;
    this.#hasFirstToken = true;
    const { pass, judge, account, observeFirstToken } = this.#options;
    observeFirstToken(atMs - this.#takenAtMs);
    this.#decodesSince = account.time.mark(atMs);
    // The first token closes a circuit. In one that is closed the answer counts as a whole, once, at its end.
    if (pass.given.kind !== 'closed') judge(pass, 'success');
  }

  leave(outcome: AttemptOutcome, retryAfterMs: number | null): ReplicaTime | null {
    if (this.#left) return null;
    this.#left = true;
    const { account, clock, pass, stream, maxTokens, judge, observeFirstToken } = this.#options;
    const nowMs = clock.now();
    account.leave(maxTokens, this.#leftTokens);
    const leftAt = account.time.leave(nowMs);
    if (retryAfterMs !== null) account.rest(retryAfterMs, nowMs);
    // Left out, the late ones would be missing, and "late" would come earlier and earlier.
    if (outcome === 'hedge_lost' && stream && !this.#hasFirstToken) observeFirstToken(nowMs - this.#takenAtMs);
    judge(pass, verdictOf(outcome));
    const decodeSeconds = this.#decodesSince === null ? null : leftAt - this.#decodesSince;
    return { seconds: leftAt - this.#enteredAt, decodeSeconds };
  }
}
