import type { EngineClock } from './engine/engine.ts';

/** What the process hands in. */
export interface EmulatorHost {
  /** Time of the emulated machine: all that its engine, headers and metrics say. */
  readonly machineClock: EngineClock;
  /** Real time: faults and keep-alive comments. */
  readonly realClock: EngineClock;
  unixMs(): number;
  report(error: unknown): void;
}
