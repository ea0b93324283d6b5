import type { Guardrails } from '@slipstream/config';
import type { RolloutRow, RolloutTable, SamplePart, WaitingDelivery } from '../ports.ts';
import type { RolloutEvent } from './core/rollout-event.ts';
import type { RolloutState } from './core/rollout-state.ts';
import type { ChangedParts, Commitment, Report, RolloutStore, StoredRollout } from './rollout-store.ts';

/** Rollouts as JSON in a table, wherever that is. */
export class JsonRolloutStore implements RolloutStore {
  readonly #table: RolloutTable;

  constructor(table: RolloutTable) {
    this.#table = table;
  }

  async load(): Promise<readonly StoredRollout[]> {
    const rows = await this.#table.rows();
    return rows.map(({ state, runMs, report }) => ({
      state: stateOf(state),
      runMs,
      report: report === null ? null : (JSON.parse(report) as Report),
    }));
  }

  async plan(state: RolloutState): Promise<void> {
    await this.#table.insert(rowOf(state, 0, null));
  }

  async commit({ state, event, runMs, report, deliveries }: Commitment): Promise<boolean> {
    return await this.#table.commit(rowOf(state, runMs, report), JSON.stringify(event), deliveries);
  }

  async waitingDeliveries(): Promise<readonly WaitingDelivery[]> {
    return await this.#table.waitingDeliveries();
  }

  async putOffDelivery(id: string, attempts: number, nextMs: number): Promise<void> {
    await this.#table.putOffDelivery(id, attempts, nextMs);
  }

  async dropDelivery(id: string): Promise<void> {
    await this.#table.dropDelivery(id);
  }

  async report(state: RolloutState, runMs: number, report: Report): Promise<void> {
    await this.#table.update(rowOf(state, runMs, report));
  }

  async keepSamples(parts: readonly SamplePart[]): Promise<void> {
    await this.#table.putParts(parts);
  }

  async samples(rollout: string, run: number, after: number): Promise<ChangedParts> {
    return await this.#table.parts(rollout, run, after);
  }

  async events(rollout: string, afterRevision: number): Promise<readonly RolloutEvent[]> {
    const events = await this.#table.events(rollout, afterRevision);
    return events.map((event) => JSON.parse(event) as RolloutEvent);
  }

  async lead(gateway: string, wallMs: number, leaseMs: number): Promise<boolean> {
    return await this.#table.lead(gateway, wallMs, leaseMs);
  }

  async resign(gateway: string): Promise<void> {
    await this.#table.resign(gateway);
  }
}

/** What an earlier version kept knows nothing of sources, since all were in the file then, nor of exposures, swaps, deals and who decided last. */
function stateOf(json: string): RolloutState {
  const kept = JSON.parse(json) as Omit<RolloutState, 'source' | 'redeals' | 'decided' | 'swapped'> &
    Partial<RolloutState>;
  const guardrails: Partial<Guardrails> = kept.plan.guardrails;
  const exposures = guardrails.exposures ?? { limit: 0.01, action: 'pause' };
  const load = { redeals: 0, ...guardrails.load, limit: kept.plan.guardrails.load.limit };
  const plan = { ...kept.plan, guardrails: { ...kept.plan.guardrails, exposures, load } };
  return {
    ...kept,
    plan,
    source: kept.source ?? 'file',
    redeals: kept.redeals ?? 0,
    decided: kept.decided ?? null,
    swapped: kept.swapped ?? null,
  };
}

function rowOf(state: RolloutState, runMs: number, report: Report | null): RolloutRow {
  const { plan, revision } = state;
  return {
    name: plan.name,
    revision,
    state: JSON.stringify(state),
    runMs,
    report: report === null ? null : JSON.stringify(report),
  };
}
