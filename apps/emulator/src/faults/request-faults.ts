import type { Fault, FaultKind } from './fault.ts';

/** What strikes one request. */
export class RequestFaults {
  private readonly drawn: ReadonlyMap<FaultKind, Fault>;
  /** Crashes the server and brings it back. */
  readonly restart: () => void;

  constructor(drawn: ReadonlyMap<FaultKind, Fault>, restart: () => void) {
    this.drawn = drawn;
    this.restart = restart;
  }

  get(kind: FaultKind): Fault | null {
    return this.drawn.get(kind) ?? null;
  }

  has(kind: FaultKind): boolean {
    return this.drawn.has(kind);
  }
}

export const noFaults: RequestFaults = new RequestFaults(new Map(), () => undefined);
