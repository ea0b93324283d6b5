import type { Config } from '@slipstream/config';
import type { Clock, Logger, Random, RolloutTable, Timers } from '../ports.ts';
import type { LogDestination } from '../telemetry/line-buffer.ts';

/** The configuration to start with, and the world as main hands it in. */
export interface GatewayParts {
  readonly config: Config;
  readonly version: string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly logger: Logger;
  /** Where rollouts are kept, and how this gateway is called among those that share it. */
  readonly rollouts: {
    readonly table: RolloutTable;
    readonly gateway: string;
    readonly brakeFileIsThere: () => boolean;
  };
  /** Where the logger writes: the lines of requests go there, too. */
  readonly lines: LogDestination;
  /** Of the ledger; null: nothing is booked. */
  readonly databaseFile: string | null;
}

/** As the parts, but with the configuration in force now, which a reload replaces. */
export type World = Omit<GatewayParts, 'config'> & { readonly config: () => Config };
