import type { BaseModel } from '../dialects/model/base-model.ts';
import type { SpeculatorKind } from '../engine/speculation/speculator-kind.ts';
import type { Fault } from '../faults/fault.ts';

/** One launch of the emulator. */
export interface EmulatorOptions {
  /** Which server, and which version of it: `tgi-2.2`, `vllm-0.32` … */
  readonly engine: string;
  /** The server's own flags, as they were given: `stream-interval` → `4`; a switch that was given has ''. */
  readonly flags: ReadonlyMap<string, string>;
  readonly speculator: SpeculatorKind;
  readonly host: string;
  readonly port: number;
  readonly modelId: string | null;
  readonly base: BaseModel['name'] | null;
  /** k; null = the speculator's own. */
  readonly speculate: number | null;
  /** Accuracy of trained heads as a share of the tables', 0…1. */
  readonly draftQuality: number;
  /** Draft weights that can be swapped in while it serves: name → quality, as `draftQuality`. */
  readonly draftWeights: ReadonlyMap<string, number>;
  readonly timeScale: number;
  readonly seed: number;
  readonly jitter: number;
  /** Share of steps, 0…1, whose output a server that merges outputs finds only together with the next one's. */
  readonly frontendLag: number;
  readonly apiKey: string | null;
  readonly computeType: string;
  readonly maxConcurrentRequests: number;
  readonly maxInputTokens: number;
  readonly maxTotalTokens: number;
  readonly graceSeconds: number;
  readonly faults: readonly Fault[];
}
