/** What the queue has to know of a request. */
export interface Waiting {
  readonly arrivedAtMs: number;
  readonly promptTokens: number;
  /** Prompt + new + drafted tokens it may come to hold. */
  readonly totalTokens: number;
  readonly aborted: boolean;
}

/** The room for newcomers at one border between passes. */
export interface Room {
  readonly atMs: number;
  /** Fewer than this many waiting: nobody is let in. */
  readonly least: number;
  readonly most: number;
  readonly prefillTokens: number;
  readonly totalTokens: number;
  /** Nothing is running: the first of the waiting gets in however large it is (a real TGI rejects it before the queue). */
  readonly idle: boolean;
}

/** First come, first served; the first that does not fit holds up those behind it (TGI's `queue.rs`, next_batch). */
export class AdmissionQueue<T extends Waiting> {
  #waiting: T[] = [];

  push(request: T): void {
    this.#waiting.push(request);
  }

  /** Live requests waiting; the aborted ones leave when the next room is offered. */
  get size(): number {
    return this.#waiting.filter((request) => !request.aborted).length;
  }

  /** When the first of the waiting came; null when nobody waits. */
  get firstArrivalMs(): number | null {
    return this.#waiting.find((request) => !request.aborted)?.arrivedAtMs ?? null;
  }

  /** Takes out those that join the next prefill; none when fewer than `least` are there or fit. */
  admit(room: Room): T[] {
    this.#waiting = this.#waiting.filter((request) => !request.aborted);
    const present = this.#waiting.filter((request) => request.arrivedAtMs <= room.atMs);
    if (present.length < room.least) return [];
    const admitted = fitting(present, room);
    if (admitted.length < room.least) return [];
    this.#waiting = this.#waiting.slice(admitted.length);
    return admitted;
  }

  /** Takes out all of them. */
  clear(): readonly T[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    return waiting;
  }
}

function fitting<T extends Waiting>(present: readonly T[], room: Room): T[] {
  let { prefillTokens, totalTokens } = room;
  const admitted: T[] = [];
  for (const request of present) {
    prefillTokens -= request.promptTokens;
    totalTokens -= request.totalTokens;
    const fits = prefillTokens >= 0 && totalTokens >= 0;
    if (admitted.length >= room.most || !(fits || (room.idle && admitted.length === 0))) break;
    admitted.push(request);
  }
  return admitted;
}
