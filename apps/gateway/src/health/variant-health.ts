import type { Replica, Variant } from '@slipstream/config';
import type { Clock, Random, ReplicaHealth, Seat, SeatWish } from '../ports.ts';
import type { CircuitState, Pass, Verdict } from '../routing/circuit.ts';
import { ejectionReason } from '../routing/ejection-reason.ts';
import type { EjectionReason } from '../routing/ejection-reason.ts';
import { mayEject } from '../routing/may-eject.ts';
import type { OutcomeCounts } from '../routing/outcome-window.ts';
import { pickCandidate } from '../routing/pick-candidate.ts';
import type { ReplicaAccount } from './replica-account.ts';
import { ReplicaSeat } from './replica-seat.ts';

export interface VariantHealthOptions {
  readonly variant: Variant;
  readonly account: (replica: Replica) => ReplicaAccount;
  readonly rules: () => Parameters<typeof ejectionReason>[2] & { readonly maxEjectedShare: number };
  readonly health: ReplicaHealth;
  readonly clock: Clock;
  readonly random: Random;
  readonly observeFirstToken: (ms: number) => void;
  readonly onEjected: (replica: Replica, reason: EjectionReason) => void;
  readonly onReturned: (replica: Replica) => void;
}

interface Member {
  readonly replica: Replica;
  readonly account: ReplicaAccount;
}

/** The replicas of one variant as seen together: who is chosen, and who is taken out. */
export class VariantHealth {
  readonly #options: VariantHealthOptions;
  readonly #members: readonly Member[];

  constructor(options: VariantHealthOptions) {
    this.#options = options;
    this.#members = options.variant.replicas.map((replica) => ({ replica, account: options.account(replica) }));
  }

  /** `mayTake` is asked last, when there is somebody to take: what it books is used. */
  take(wish: SeatWish, mayTake: () => boolean): Seat | null {
    const nowMs = this.#options.clock.now();
    const member = this.#choose(wish, nowMs);
    if (member === null || !mayTake()) return null;
    const pass = member.account.circuit.admit(nowMs, true);
    return pass && this.#seat(member, wish, pass);
  }

  #choose({ asked }: SeatWish, nowMs: number): Member | null {
    const askable = this.#members.filter(
      ({ replica, account }) => this.#isReady(replica) && account.restsForMs(nowMs) === 0 && !isFull(replica, account),
    );
    const unasked = askable.filter(({ replica }) => !asked.includes(replica));
    // A request that has failed once already is not used to try out a replica.
    const due = asked.length > 0 ? undefined : unasked.find(({ account }) => isDue(account.circuit.state(nowMs)));
    if (due !== undefined) return due;
    const isClosed = ({ account }: Member): boolean => account.circuit.state(nowMs).kind === 'closed';
    // With nobody else to ask, those that are out are asked all the same: the last one is never out.
    return this.#pick(askable.some(isClosed) ? unasked.filter(isClosed) : unasked, nowMs);
  }

  restsForMs(): number | null {
    const nowMs = this.#options.clock.now();
    const rests = this.#members
      .filter(({ replica }) => this.#isReady(replica))
      .map(({ account }) => account.restsForMs(nowMs))
      .filter((restMs) => restMs > 0);
    return rests.length === 0 ? null : Math.min(...rests);
  }

  #pick(members: readonly Member[], nowMs: number): Member | null {
    if (members.length <= 1) return members[0] ?? null;
    const candidates = members.map((member) => ({
      member,
      load: member.account.load,
      weight: member.account.weight(nowMs),
      suspect: member.account.isSuspect(nowMs),
    }));
    return pickCandidate(candidates, this.#options.random)?.member ?? null;
  }

  #seat(member: Member, { stream, maxTokens }: SeatWish, pass: Pass): Seat {
    const { clock, observeFirstToken } = this.#options;
    const judge = (given: Pass, verdict: Verdict): void => this.#judge(member, given, verdict);
    return new ReplicaSeat({ ...member, pass, clock, stream, maxTokens, judge, observeFirstToken });
  }

  #judge(member: Member, pass: Pass, verdict: Verdict): void {
    const nowMs = this.#options.clock.now();
    const change = member.account.judge(pass, verdict, nowMs);
    if (change === 'reopened') this.#options.onEjected(member.replica, 'trial');
    if (change === 'closed') this.#options.onReturned(member.replica);
    if (change !== 'worse') return;
    const rules = this.#options.rules();
    const others = this.#members.filter((other) => other !== member);
    const reason = ejectionReason(member.account.window.counts(nowMs), together(others, nowMs), rules);
    if (reason === null || !this.#mayEject(others, rules.maxEjectedShare, nowMs)) return;
    member.account.circuit.open(nowMs);
    this.#options.onEjected(member.replica, reason);
  }

  #mayEject(others: readonly Member[], maxEjectedShare: number, nowMs: number): boolean {
    const isOut = ({ account }: Member): boolean => account.circuit.state(nowMs).kind !== 'closed';
    const ejected = others.filter(isOut).length;
    const othersLeft = others.filter((other) => !isOut(other) && this.#isReady(other.replica)).length;
    return mayEject({ replicas: this.#members.length, ejected, othersLeft }, maxEjectedShare);
  }

  #isReady(replica: Replica): boolean {
    return this.#options.health.status(replica).ready;
  }
}

function isDue(state: CircuitState): boolean {
  return state.kind === 'half-open' && state.trial === null;
}

function isFull({ maxConcurrent }: Replica, { load }: ReplicaAccount): boolean {
  return maxConcurrent !== null && load.requests >= maxConcurrent;
}

function together(members: readonly Member[], nowMs: number): OutcomeCounts {
  let [successes, failures] = [0, 0];
  for (const { account } of members) {
    const counts = account.window.counts(nowMs);
    successes += counts.successes;
    failures += counts.failures;
  }
  return { successes, failures };
}
