import { type Fault, type FaultKind, faultKinds } from './fault.ts';

export interface PostedFault {
  readonly fault: Fault;
  /** Requests struck so far. */
  readonly struck: number;
}
interface Posted extends PostedFault {
  readonly sinceMs: number;
  struck: number;
}

/** The faults that are set, and the draw that decides whom they strike. */
export class FaultBoard {
  private posted: Posted[] = [];
  private readonly random: () => number;
  private readonly now: () => number;

  /** `random` in [0,1), seeded by the caller; `now` in real milliseconds. */
  constructor(source: { random(): number; now(): number }) {
    this.random = () => source.random();
    this.now = () => source.now();
  }

  /** Replaces what was set; counts begin anew. */
  set(faults: readonly Fault[]): void {
    this.posted = faults.map((fault) => ({ fault, sinceMs: this.now(), struck: 0 }));
  }

  list(): readonly PostedFault[] {
    return this.posted;
  }

  /** The faults, of the kinds asked for, that strike this request. Each draw counts. */
  draw(kinds: readonly FaultKind[]): ReadonlyMap<FaultKind, Fault> {
    const struck = new Map<FaultKind, Fault>();
    for (const entry of this.posted) {
      const { fault } = entry;
      if (!kinds.includes(fault.kind) || struck.has(fault.kind) || entry.struck >= fault.count) continue;
      if (!faultKinds[fault.kind].delays && this.now() - entry.sinceMs > fault.durationMs) continue;
      if (this.random() >= fault.share) continue;
      entry.struck += 1;
      struck.set(fault.kind, fault);
    }
    return struck;
  }
}
