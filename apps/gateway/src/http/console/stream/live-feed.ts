import type { AdminRole } from '@slipstream/config';
import type { Clock } from '../../../ports.ts';
import type { ConsoleSources } from '../console-sources.ts';
import type { AuditLogs } from '../page/audit-logs.ts';
import { pageFragments } from '../page/page-fragments.ts';
import type { Subject } from '../page/subject.ts';
import { textOf } from '../views/markup.ts';

export interface FeedParts {
  readonly sources: ConsoleSources;
  readonly logs: AuditLogs;
  readonly clock: Clock;
}

/** Pages are made at most so often, whoever looks. */
const freshMs = 900;

/** What the live parts of a page look like now, as text by element. */
export type MadeFragments = ReadonlyMap<string, string>;

/** Makes each page once for all who look at it with the same role. */
export class LiveFeed {
  readonly #parts: FeedParts;
  readonly #made = new Map<string, { readonly atMs: number; readonly fragments: Promise<MadeFragments> }>();

  constructor(parts: FeedParts) {
    this.#parts = parts;
  }

  fragments(subject: Subject | null, role: AdminRole): Promise<MadeFragments> {
    const nowMs = this.#parts.clock.now();
    for (const [key, { atMs }] of this.#made) if (nowMs - atMs >= freshMs) this.#made.delete(key);
    const key = JSON.stringify([subject?.kind, subject?.name, role]);
    const known = this.#made.get(key);
    if (known !== undefined) return known.fragments;
    const fragments = this.#make(subject, role);
    this.#made.set(key, { atMs: nowMs, fragments });
    return fragments;
  }

  async #make(subject: Subject | null, role: AdminRole): Promise<MadeFragments> {
    const { sources, logs, clock } = this.#parts;
    const made = await pageFragments(subject, role, { sources, logs, wallMs: clock.wallTime() });
    const texts = await Promise.all(Object.entries(made).map(async ([id, part]) => [id, await textOf(part)] as const));
    return new Map(texts);
  }
}
