import type { EngineClock } from '../../engine/engine.ts';
import type { RankedEngine } from '../../engine/ranked-engine.ts';
import type { BaseModel } from '../model/base-model.ts';
import type { LlamaTraits } from './llamacpp-traits.ts';
import type { ServerMetrics } from './metrics/server-metrics.ts';
import type { SlotTable } from './run/slot-table.ts';

/** What the handlers of one llama-server share. */
export interface LlamaServer {
  readonly traits: LlamaTraits;
  readonly engine: RankedEngine;
  /** The emulated machine's. */
  readonly clock: EngineClock;
  /** Real time: faults, pings, and how often a client's absence is looked for. */
  readonly timers: EngineClock;
  readonly modelName: string;
  readonly base: BaseModel;
  /** Prompt and answer together, per slot. */
  readonly contextTokens: number;
  readonly speculates: boolean;
  readonly metrics: ServerMetrics;
  readonly slots: SlotTable;
  /** Generations under way. */
  readonly runs: Set<{ abort(): void }>;
  /** Streams that go on without their client, by their conversation; the value stops one. */
  readonly conversations: Map<string, () => void>;
  readonly servesMetrics: boolean;
  readonly servesSlots: boolean;
  /** 0: no pings. */
  readonly pingSeconds: number;
  readonly random: () => number;
  readonly unixSeconds: () => number;
}
