import type { EmulatorOptions } from '../cli/emulator-options.ts';
import type { EmulatorHost } from '../emulator-host.ts';
import type { EngineObserver } from '../engine/engine.ts';
import type { EngineOptions } from '../engine/engine-options.ts';
import type { RankedEngine } from '../engine/ranked-engine.ts';
import type { Dialect } from '../server/dialect.ts';
import type { EngineFlags, FlagDeclarations } from './engine-flags.ts';

/** One kind of server that the emulator can be, in all its versions. */
export interface EngineFace {
  /** `tgi`, `vllm` … */
  readonly name: string;
  /** Full names, oldest first: `vllm-0.27`, `vllm-0.32`. */
  readonly versions: readonly string[];
  /** The version that the bare name stands for. */
  readonly usual: string;
  /** The server's own flags, under its own names. */
  flags(version: string): FlagDeclarations;
  /** Why this server cannot be launched so, in one line; null = it can. */
  refuse(options: EmulatorOptions): string | null;
  launch(launch: Launch): { readonly dialect: Dialect; readonly engine: RankedEngine };
}

/** What a face is launched with. */
export interface Launch {
  readonly options: EmulatorOptions;
  readonly flags: EngineFlags;
  readonly host: EmulatorHost;
  /** In [0,1), seeded. */
  readonly random: () => number;
  /** Called once. Model, speculator, clock, seed and jitter are the launch's; the rest is the server's. */
  readonly makeEngine: (settings: EngineSettings) => RankedEngine;
}

/** In what a server's engine differs from another's. */
export interface EngineSettings
  extends Pick<EngineOptions, 'limits'>, Pick<EngineOptions['speculator'], 'ngram' | 'longest' | 'mostHeadRows'> {
  /** Data-parallel ranks; each has its own queue and batch. */
  readonly ranks: number;
  observer(rank: number): EngineObserver | undefined;
}
