import type { Health } from '@slipstream/config';

/**
 * The circuit of one replica: each state with what is true in it alone.
 * closed: traffic flows. open: none does. half-open: one request at a time tries; `trial` is its pass.
 */
export type CircuitState =
  | { readonly kind: 'closed'; readonly sinceMs: number }
  | { readonly kind: 'open'; readonly untilMs: number }
  | { readonly kind: 'half-open'; readonly trial: Pass | null };

/** Of one answer about its replica. `neutral`: it says nothing (a 4xx, a client that left, an engine that is full). */
export type Verdict = 'success' | 'failure' | 'neutral';

/** Leave to send one request. Belongs to the state in which it was given: in another one its verdict is old news. */
export interface Pass {
  given: CircuitState;
}

/** What a verdict did to the circuit. `counts`: it is one of a closed circuit, for the window to judge. */
export type CircuitChange = 'counts' | 'closed' | 'reopened' | null;

/**
 * Closed → open by `open` (who decides that sees the window and the other replicas); open → half-open by time; half-open
 * → closed or open by the verdict on one request. Times are of one monotonic clock.
 */
export class Circuit {
  readonly #rules: Pick<Health, 'openMs' | 'longestOpenMs'>;
  #state: CircuitState;
  /** In a row, without a calm time between them: each doubles the time that the circuit stays open. */
  #openings = 0;

  constructor(rules: Pick<Health, 'openMs' | 'longestOpenMs'>, nowMs: number) {
    this.#rules = rules;
    this.#state = { kind: 'closed', sinceMs: nowMs };
  }

  state(nowMs: number): CircuitState {
    if (this.#state.kind === 'open' && nowMs >= this.#state.untilMs) this.tryNow();
    return this.#state;
  }

  /** Null: no request may go there now. With `anyway` one may, since there is nobody else to ask. */
  admit(nowMs: number, anyway = false): Pass | null {
    const state = this.state(nowMs);
    if (state.kind === 'closed') return { given: state };
    if (state.kind === 'half-open' && state.trial === null) {
      const trial: Pass = { given: state };
      this.#state = trial.given = { kind: 'half-open', trial };
      return trial;
    }
    return anyway ? { given: state } : null;
  }

  /** From closed only. */
  open(nowMs: number): void {
    if (this.#state.kind !== 'closed') return;
    // Calm for as long as it could have been open at most: what happens now is another story.
    if (nowMs - this.#state.sinceMs >= this.#rules.longestOpenMs) this.#openings = 0;
    this.#reopen(nowMs);
  }

  /** A sign from elsewhere that the replica may be well again: the next request tries, without waiting for the time. */
  tryNow(): void {
    if (this.#state.kind === 'open') this.#state = { kind: 'half-open', trial: null };
  }

  judge(pass: Pass, verdict: Verdict, nowMs: number): CircuitChange {
    const state = this.#state;
    if (pass.given !== state) return null;
    if (state.kind === 'closed') return verdict === 'neutral' ? null : 'counts';
    if (verdict === 'success') {
      // The rest of this answer, should it break, counts in the new state.
      this.#state = pass.given = { kind: 'closed', sinceMs: nowMs };
      return 'closed';
    }
    if (state.kind === 'open' || state.trial !== pass) return null;
    if (verdict === 'neutral') {
      this.#state = { kind: 'half-open', trial: null };
      return null;
    }
    this.#reopen(nowMs);
    return 'reopened';
  }

  #reopen(nowMs: number): void {
    const { openMs, longestOpenMs } = this.#rules;
    const lastsMs = Math.min(openMs * 2 ** this.#openings, longestOpenMs);
    this.#openings += 1;
    this.#state = { kind: 'open', untilMs: nowMs + lastsMs };
  }
}
