import type { EngineClock } from '../../engine/engine.ts';
import type { RankedEngine } from '../../engine/ranked-engine.ts';
import type { RequestFaults } from '../../faults/request-faults.ts';

/** The weights of the speculator: which there are on the emulated disk, and which are loaded. */
export class DraftWeights {
  /** Of what is loaded, as its loader named it. */
  version = 'default';
  /** What was loaded last, as it was named; null: nothing since the launch. */
  loaded: string | null = null;
  private readonly known: ReadonlyMap<string, number>;
  private readonly launched: number;
  private readonly engine: RankedEngine;
  private turn: Promise<void> = Promise.resolve();

  /** `known`: name → quality, 0…1 of the accuracy in the tables. `launched`: quality of what was loaded at the launch. */
  constructor(known: ReadonlyMap<string, number>, launched: number, engine: RankedEngine) {
    this.known = known;
    this.launched = launched;
    this.engine = engine;
  }

  /** One update after the other, and each to its end, whoever still waits for its answer. */
  async inTurn(update: () => Promise<void>): Promise<void> {
    this.turn = this.turn.then(update);
    await this.turn;
  }

  /** The time that the disk takes: none, unless a fault says so. */
  async read(faults: RequestFaults, timers: EngineClock): Promise<void> {
    const slow = faults.get('slow-draft');
    if (slow === null) return;
    await new Promise<void>((resolve) => void timers.at(timers.now() + slow.durationMs, resolve));
  }

  has(name: string): boolean {
    return this.known.has(name);
  }

  /** From the next step on. `stale`: all is as if, and nothing changes (SGLang issue 27718). */
  load(name: string, version: string | null, stale: boolean): void {
    const quality = this.known.get(name);
    if (quality === undefined) throw new RangeError(`no draft weights are named ${name}`);
    if (version !== null) this.version = version;
    this.loaded = name;
    if (!stale) this.engine.setDraftQuality(quality);
  }

  restart(): void {
    this.version = 'default';
    this.loaded = null;
    this.engine.setDraftQuality(this.launched);
  }
}
