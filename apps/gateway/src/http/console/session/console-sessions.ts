import { randomBytes } from 'node:crypto';
import type { AdminCaller } from '../../admin/admin-caller.ts';
import type { Clock } from '../../../ports.ts';

/** Somebody who is signed in: what a key may do, for a while, without sending it again. */
export interface ConsoleSession {
  readonly id: string;
  readonly key: AdminCaller;
  /** What actions must carry beside the cookie, and no other site can know. */
  readonly token: string;
}

interface Kept {
  readonly keyName: string;
  readonly secretHash: string;
  readonly token: string;
  /** `Clock.now()` milliseconds. */
  readonly endsAtMs: number;
}

/** A working day. */
export const longestSessionMs = 12 * 3_600_000;
const mostSessions = 256;

/**
 * Sessions of the console: random names in the memory of this gateway, bounded in number and time. One ends as soon as its key is
 * taken back or its secret replaced, and follows its role: the key is looked up every time.
 */
export class ConsoleSessions {
  readonly #keys: () => readonly AdminCaller[];
  readonly #clock: Pick<Clock, 'now'>;
  /** In the order in which they were opened. */
  readonly #kept = new Map<string, Kept>();

  constructor(keys: () => readonly AdminCaller[], clock: Pick<Clock, 'now'>) {
    this.#keys = keys;
    this.#clock = clock;
  }

  /** The oldest gives way where there are too many. */
  open({ name, secretHash }: AdminCaller): string {
    if (this.#kept.size >= mostSessions) {
      const [oldest] = this.#kept.keys();
      if (oldest !== undefined) this.#kept.delete(oldest);
    }
    const id = randomBytes(32).toString('base64url');
    const token = randomBytes(32).toString('base64url');
    this.#kept.set(id, { keyName: name, secretHash, token, endsAtMs: this.#clock.now() + longestSessionMs });
    return id;
  }

  /** Null: there is none of that name, or it has ended. */
  find(id: string | undefined): ConsoleSession | null {
    const kept = id === undefined ? undefined : this.#kept.get(id);
    if (id === undefined || kept === undefined) return null;
    const key = this.#keys().find(({ name, secretHash }) => name === kept.keyName && secretHash === kept.secretHash);
    if (key !== undefined && this.#clock.now() < kept.endsAtMs) return { id, key, token: kept.token };
    this.#kept.delete(id);
    return null;
  }

  close(id: string): void {
    this.#kept.delete(id);
  }

  get size(): number {
    return this.#kept.size;
  }
}
