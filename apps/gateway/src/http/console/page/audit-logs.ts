import type { RolloutEvent } from '../../../rollout/core/rollout-event.ts';
import type { StoredRollout } from '../../../rollout/rollout-store.ts';
import type { ConsoleSources } from '../console-sources.ts';

/** Shown of each. */
const mostEvents = 200;

/** Audit logs as last read: the store is asked only when a rollout has moved on. */
export class AuditLogs {
  readonly #rollouts: Pick<ConsoleSources['rollouts'], 'events'>;
  readonly #read = new Map<string, { readonly revision: number; readonly events: readonly RolloutEvent[] }>();

  constructor(rollouts: Pick<ConsoleSources['rollouts'], 'events'>) {
    this.#rollouts = rollouts;
  }

  /** The last ones, the oldest first; null: they cannot be had. */
  async of({ state }: StoredRollout): Promise<readonly RolloutEvent[] | null> {
    const { plan, revision } = state;
    const known = this.#read.get(plan.name);
    if (known?.revision === revision) return known.events;
    try {
      const events = await this.#rollouts.events(plan.name, Math.max(0, revision - mostEvents));
      this.#read.set(plan.name, { revision, events });
      return events;
    } catch {
      return null;
    }
  }
}
