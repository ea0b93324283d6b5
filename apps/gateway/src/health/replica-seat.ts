import type { Replica } from '@slipstream/config';
import type { AttemptOutcome } from '../metering/request-record.ts';
import type { Clock, Seat } from '../ports.ts';
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
  readonly #options: SeatOptions;
  readonly #takenAtMs: number;
  #leftTokens: number;
  #hasFirstToken = false;
  #left = false;

  constructor(options: SeatOptions) {
    this.replica = options.replica;
    this.#options = options;
    this.#takenAtMs = options.clock.now();
    this.#leftTokens = options.maxTokens ?? 0;
    options.account.enter(options.maxTokens);
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
    this.#options.observeFirstToken(atMs - this.#takenAtMs);
    const { pass, judge } = this.#options;
    // The first token closes a circuit. In one that is closed the answer counts as a whole, once, at its end.
    if (pass.given.kind !== 'closed') judge(pass, 'success');
  }

  leave(outcome: AttemptOutcome, retryAfterMs: number | null): void {
    if (this.#left) return;
    this.#left = true;
    const { account, clock, pass, stream, maxTokens, judge, observeFirstToken } = this.#options;
    const nowMs = clock.now();
    account.leave(maxTokens, this.#leftTokens);
    if (retryAfterMs !== null) account.rest(retryAfterMs, nowMs);
    // Left out, the late ones would be missing, and "late" would come earlier and earlier.
    if (outcome === 'hedge_lost' && stream && !this.#hasFirstToken) observeFirstToken(nowMs - this.#takenAtMs);
    judge(pass, verdictOf(outcome));
  }
}
