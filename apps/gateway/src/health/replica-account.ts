import type { Health } from '@slipstream/config';
import { Circuit } from '../routing/circuit.ts';
import type { Pass, Verdict } from '../routing/circuit.ts';
import { OutcomeWindow } from '../routing/outcome-window.ts';
import { SharedTime } from './shared-time.ts';
import { slowStartWeight } from '../routing/slow-start.ts';
import type { WorkLoad } from '../routing/work-load.ts';

/** How long a failure outweighs any load in the choice: about the time in which a dead replica is asked once more. */
const SUSPECT_MS = 1000;

/** Longest time that a replica may ask to be left alone: one that says "an hour" means something else. */
const LONGEST_REST_MS = 60_000;

/** All that is known of one replica besides its probes: what it has to do, and what its answers have shown. */
export class ReplicaAccount {
  readonly circuit: Circuit;
  readonly window: OutcomeWindow;
  /** Of the replica, among the attempts under way at it. */
  readonly time = new SharedTime();
  readonly #rules: Health;
  #requests = 0;
  #bounded = 0;
  #backlogTokens = 0;
  #returnedAtMs = -Infinity;
  #suspectUntilMs = -Infinity;
  #restsUntilMs = -Infinity;
  #wasReady: boolean | null = null;

  constructor(rules: Health, nowMs: number) {
    this.#rules = rules;
    this.circuit = new Circuit(rules, nowMs);
    this.window = new OutcomeWindow(rules.windowMs);
  }

  get load(): WorkLoad {
    return { requests: this.#requests, bounded: this.#bounded, backlogTokens: this.#backlogTokens };
  }

  /** `maxTokens` null: the request named no bound. */
  enter(maxTokens: number | null): void {
    this.#requests += 1;
    if (maxTokens === null) return;
    this.#bounded += 1;
    this.#backlogTokens += maxTokens;
  }

  received(tokens: number): void {
    this.#backlogTokens -= tokens;
  }

  /** `leftTokens` of the bound that were still to come. */
  leave(maxTokens: number | null, leftTokens: number): void {
    this.#requests -= 1;
    if (maxTokens === null) return;
    this.#bounded -= 1;
    this.#backlogTokens -= leftTokens;
  }

  weight(nowMs: number): number {
    return slowStartWeight(nowMs - this.#returnedAtMs, this.#rules.slowStartMs);
  }

  isSuspect(nowMs: number): boolean {
    return nowMs < this.#suspectUntilMs;
  }

  restsForMs(nowMs: number): number {
    return Math.max(0, this.#restsUntilMs - nowMs);
  }

  rest(forMs: number, nowMs: number): void {
    this.#restsUntilMs = Math.max(this.#restsUntilMs, nowMs + Math.min(forMs, LONGEST_REST_MS));
  }

  /** What a probe found. One that is ready again was perhaps restarted: it is tried without waiting, and starts slowly. */
  probed(ready: boolean, nowMs: number): void {
    if (ready && this.#wasReady === false) {
      this.circuit.tryNow();
      this.#returnedAtMs = nowMs;
    }
    // Before its first answer it was not gone.
    if (ready || this.#wasReady !== null) this.#wasReady = ready;
  }

  /** `worse`: a failure of a closed circuit, which may be one too many. The others: what the one that tried has brought. */
  judge(pass: Pass, verdict: Verdict, nowMs: number): 'worse' | 'reopened' | 'closed' | null {
    const change = this.circuit.judge(pass, verdict, nowMs);
    if (change === 'closed') this.#comeBack(nowMs);
    if (change !== 'counts') return change;
    this.window.record(nowMs, verdict === 'success');
    if (verdict === 'success') return null;
    this.#suspectUntilMs = nowMs + SUSPECT_MS;
    return 'worse';
  }

  #comeBack(nowMs: number): void {
    this.window.clear();
    this.#returnedAtMs = nowMs;
    this.#suspectUntilMs = -Infinity;
  }
}
