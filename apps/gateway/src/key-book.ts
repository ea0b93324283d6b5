/** The keys of clients that are made while gateways run: what those who keep them and those who ask for them agree on. */
import type { Budgets, Rates, Role } from '@slipstream/config';

/** What a key may do, when it is made. Left out is: all models, no forced variants, no limits, no role. */
export interface KeyGrants {
  readonly models?: readonly string[] | null;
  readonly allowForced?: boolean;
  readonly rates?: Rates;
  readonly budgets?: Budgets;
  readonly role?: Role | null;
}

/** A key as it may be shown: never a secret, nor its hash. */
export interface KeyListing extends Required<KeyGrants> {
  readonly name: string;
  readonly createdAtMs: number;
  readonly revokedAtMs: number | null;
  /** Until when the secret before the last one is good, too; null: it is not. */
  readonly previousUntilMs: number | null;
}

/** Who changes a key, for the audit. */
export interface KeyChange {
  readonly by: string;
  readonly why: string;
  /** A request that comes again under the same name is decided once; null: each is one of its own. */
  readonly request: string | null;
}

export type KeyAction = 'create' | 'rotate' | 'revoke';

/** One change, as it is kept for good. */
export interface KeyEvent extends KeyChange {
  /** From 1, without gaps, in the order in which the changes came to be. */
  readonly seq: number;
  /** Epoch milliseconds. */
  readonly atMs: number;
  readonly action: KeyAction;
  readonly key: string;
  /** Of `create` what was granted, of `rotate` for how long the old secret stays good. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** Where keys are kept. Every method rejects with a KeyError where it may not be, and with another where nobody can be asked. */
export interface KeyBook {
  /** Resolves with the secret, shown this once; null where the same request has made the key before. */
  createKey(name: string, grants: KeyGrants, change: KeyChange): Promise<string | null>;
  /** As `createKey`, of the new secret; the old one stays good for so long. */
  rotateKey(name: string, graceMs: number, change: KeyChange): Promise<string | null>;
  /** Every secret of the key is refused: here when this resolves, by other gateways within a second or two. */
  revokeKey(name: string, change: KeyChange): Promise<void>;
  /** All there ever were, in the order of their names. */
  listKeys(): Promise<readonly KeyListing[]>;
  /** At most so many of those after `after`, in order. */
  keyEvents(after: number, most: number): Promise<readonly KeyEvent[]>;
}
