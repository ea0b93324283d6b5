import type { Role } from '@slipstream/config';

/** One key, as it is kept: the columns of the table `api_keys`. Of a secret there is only its SHA-256, in hexadecimal. */
export interface KeyRow {
  readonly name: string;
  readonly secret_hash: string;
  /** The secret before the last rotation; null: there was none. */
  readonly previous_hash: string | null;
  readonly previous_until_ms: number | null;
  readonly role: Role | null;
  /** `KeyGrants` as JSON. */
  readonly grants: string;
  readonly created_at_ms: number;
  /** Null: it is good. A revoked key keeps its name, so that nobody else's usage is taken for its own. */
  readonly revoked_at_ms: number | null;
}
