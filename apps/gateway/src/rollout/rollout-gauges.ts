import type { Instruments } from '@slipstream/metrics';
import type { RolloutController } from './controller.ts';
import { phaseNames, stepOf } from './core/phase.ts';
import { decidedBy } from './core/rollout-state.ts';
import type { RolloutState } from './core/rollout-state.ts';
import { trafficOf } from './core/traffic.ts';
import { checks, results } from './core/verdicts/verdict.ts';
import type { Report, StoredRollout } from './rollout-store.ts';

type Controller = Pick<RolloutController, 'rollouts' | 'isLeading' | 'away' | 'brake'>;

interface Labels {
  readonly rollout: string;
  readonly model: string;
}

/** Where every rollout stands and what its checks say, written for every look at `/metrics`. */
export class RolloutGauges {
  readonly #instruments: Instruments;
  readonly #controller: Controller;
  /** By name, those that have series. */
  readonly #written = new Map<string, Labels>();

  constructor(instruments: Instruments, controller: Controller) {
    this.#instruments = instruments;
    this.#controller = controller;
  }

  write(): void {
    const rollouts = this.#controller.rollouts();
    if (rollouts.length > 0) this.#writeGateway();
    this.#forgetAllBut(rollouts);
    for (const { state, report } of rollouts) {
      const labels = { rollout: state.plan.name, model: state.plan.model };
      this.#written.set(state.plan.name, labels);
      this.#writePlace(labels, state);
      this.#writeReport(labels, report);
    }
  }

  /** One that was deleted, or moved to another model, has no series any more. */
  #forgetAllBut(rollouts: readonly StoredRollout[]): void {
    const models = new Map(rollouts.map(({ state: { plan } }) => [plan.name, plan.model]));
    for (const [name, labels] of this.#written) {
      if (models.get(name) === labels.model) continue;
      this.#writePlace(labels, null);
      this.#writeReport(labels, null);
      this.#written.delete(name);
    }
  }

  #writeGateway(): void {
    const { isLeading, away, brake } = this.#controller;
    this.#instruments.gauge('slipstream_rollout_leading').set({}, isLeading ? 1 : 0);
    this.#instruments.gauge('slipstream_rollout_store_ready').set({}, away === null ? 1 : 0);
    this.#instruments.gauge('slipstream_rollout_brake').set({}, brake.pulled === null ? 0 : 1);
  }

  #writePlace(labels: Labels, state: RolloutState | null): void {
    const phases = this.#instruments.gauge('slipstream_rollout_phase');
    for (const phase of phaseNames) {
      const isShown = state !== null && phase !== 'absent';
      phases.set({ ...labels, phase }, isShown ? Number(phase === state.phase.kind) : null);
    }
    const step = state === null ? null : stepOf(state.phase);
    this.#instruments.gauge('slipstream_rollout_step').set(labels, step === null ? null : step + 1);
    const decisions = this.#instruments.gauge('slipstream_rollout_last_decision_timestamp_seconds');
    const decided = state?.decided ?? null;
    for (const by of decidedBy) decisions.set({ ...labels, by }, decided?.by === by ? decided.wallMs / 1000 : null);
    const traffic = state === null ? null : trafficOf(state);
    this.#instruments.gauge('slipstream_rollout_coverage_ratio').set(labels, traffic?.coverage ?? null);
    this.#instruments.gauge('slipstream_rollout_candidate_weight').set(labels, traffic?.candidateWeight ?? null);
  }

  /** A check that says nothing now has no series: the last it said would stand as if it were true. */
  #writeReport(labels: Labels, report: Report | null): void {
    const looks = this.#instruments.gauge('slipstream_rollout_last_look_timestamp_seconds');
    looks.set(labels, report === null ? null : report.wallMs / 1000);
    const estimates = this.#instruments.gauge('slipstream_rollout_estimate_ratio');
    const evidence = this.#instruments.gauge('slipstream_rollout_evidence_ratio');
    const verdicts = this.#instruments.gauge('slipstream_rollout_verdict');
    for (const check of checks) {
      const said = report?.verdicts.find((verdict) => verdict.check === check) ?? null;
      const own = { ...labels, check };
      const interval = said?.interval ?? null;
      for (const bound of ['lower', 'estimate', 'upper'] as const)
        estimates.set({ ...own, bound }, interval?.[bound] ?? null);
      estimates.set({ ...own, bound: 'limit' }, interval === null ? null : (said?.limit ?? null));
      const eValue = said?.eValue ?? null;
      evidence.set(own, said === null || eValue === null ? null : eValue / said.limit);
      for (const verdict of results) {
        verdicts.set({ ...own, verdict }, said === null ? null : said.result === verdict ? 1 : 0);
      }
    }
  }
}
