import type { JsonMember } from '@slipstream/wire';

/** A request as far as an engine's own names for things may change it. */
export interface SpokenRequest {
  /** As the client wrote it. */
  readonly bytes: Uint8Array;
  /** Of the body's top level. */
  readonly members: readonly JsonMember[];
  readonly model: string;
  /** By whichever name the client gave it; null: no limit. */
  readonly maxTokens: number | null;
}
