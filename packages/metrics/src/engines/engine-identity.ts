import type { EngineCapabilities } from './engine-capabilities.ts';
import type { EngineName } from './engine-name.ts';
import type { EnginePath } from './engine-path.ts';

/** Bodies of the answers of status 200, by path. A page that was refused or did not come is not in it. */
export type EnginePages = ReadonlyMap<EnginePath, Uint8Array>;

/** What a server says of itself. `null` is "does not say". */
export interface EngineIdentity {
  /** What it shows itself to be, which may not be what the configuration calls it. */
  readonly engine: EngineName | null;
  readonly version: string | null;
  /** The model that it serves, in its own words: for a speculator of TGI the speculator's repository. */
  readonly model: string | null;
  readonly speculation: boolean | null;
  /** Draft tokens per step (k). */
  readonly draftTokens: number | null;
  /** Whether answers carry figures of their own speculation without being asked. */
  readonly perRequestStatistics: boolean | null;
  readonly capabilities: EngineCapabilities;
}

/** How one engine is asked who it is. */
export interface EngineProbe {
  /** Whether this status of `GET /health` means ready for traffic. */
  isHealthy(status: number): boolean;
  /** Asked once after each start. */
  readonly pages: readonly EnginePath[];
  /** Null where the pages are not this engine's. Never throws. */
  identify(pages: EnginePages): EngineIdentity | null;
}
