import type { Config, Rollout } from '@slipstream/config';
import { planned } from './core/rollout-state.ts';
import type { RolloutStore, StoredRollout } from './rollout-store.ts';

/** Rollouts as last read from the store, beside what the file says of them now. */
export class KnownRollouts {
  readonly #config: () => Config;
  readonly #kept = new Map<string, StoredRollout>();

  constructor(config: () => Config) {
    this.#config = config;
  }

  /** Those of the file, in its order; then those made by the API. */
  list(): readonly StoredRollout[] {
    const { rollouts } = this.#config();
    const ofFile = [...rollouts.keys()].flatMap((name) => this.find(name) ?? []);
    const others = this.all().filter(({ state }) => !rollouts.has(state.plan.name));
    return [...ofFile, ...others.filter(({ state }) => this.#isThere(state.plan.name))];
  }

  /** Null: there is none of this name. */
  find(name: string): StoredRollout | null {
    return this.#isThere(name) ? (this.#kept.get(name) ?? null) : null;
  }

  /** Whatever is kept, also of what is deleted, or no longer in the file. */
  all(): readonly StoredRollout[] {
    return [...this.#kept.values()].toSorted((a, b) => (a.state.plan.name < b.state.plan.name ? -1 : 1));
  }

  kept(name: string): StoredRollout | null {
    return this.#kept.get(name) ?? null;
  }

  /** That a run which begins now takes: the file's, where it has the name. */
  planOf({ state: { plan } }: StoredRollout): Rollout {
    return this.#config().rollouts.get(plan.name) ?? plan;
  }

  /** Not where more is known already: who asks and who leads take turns. */
  put(one: StoredRollout): void {
    const revision = this.#kept.get(one.state.plan.name)?.state.revision ?? -1;
    if (revision > one.state.revision) return;
    this.#kept.set(one.state.plan.name, this.#upToDate(one));
  }

  /** What is kept by now; those that are new in the file are kept as planned. Rejects where the store is away. */
  async read(store: RolloutStore): Promise<void> {
    let kept = await store.load();
    const names = new Set(kept.map(({ state }) => state.plan.name));
    const missing = [...this.#config().rollouts.values()].filter(({ name }) => !names.has(name));
    for (const plan of missing) await store.plan(planned(plan));
    if (missing.length > 0) kept = await store.load();
    this.#kept.clear();
    for (const one of kept) this.put(one);
  }

  /** One that the file no longer has is being ended, and not shown; one that is deleted is not there. */
  #isThere(name: string): boolean {
    const state = this.#kept.get(name)?.state;
    if (state === undefined || state.phase.kind === 'absent') return false;
    return state.source === 'api' || this.#config().rollouts.has(name);
  }

  /** Until it is started, a rollout is as the file has it. */
  #upToDate(kept: StoredRollout): StoredRollout {
    const plan = this.#config().rollouts.get(kept.state.plan.name);
    if (plan === undefined || kept.state.phase.kind !== 'planned') return kept;
    return { ...kept, state: { ...kept.state, plan } };
  }
}
