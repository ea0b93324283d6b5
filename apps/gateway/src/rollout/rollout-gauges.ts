import type { Config } from '@slipstream/config';
import type { Instruments } from '@slipstream/metrics';
import type { RolloutController } from './controller.ts';
import { phaseNames, stepOf } from './core/phase.ts';
import { trafficOf } from './core/traffic.ts';
import { checks, results } from './core/verdicts/verdict.ts';
import type { StoredRollout } from './rollout-store.ts';

/** Writes where every rollout stands and what its checks say. For every look at `/metrics`. */
export function writeRolloutGauges(instruments: Instruments, config: Config, controller: RolloutController): void {
  if (config.rollouts.size === 0) return;
  instruments.gauge('slipstream_rollout_leading').set({}, controller.isLeading ? 1 : 0);
  instruments.gauge('slipstream_rollout_store_ready').set({}, controller.away === null ? 1 : 0);
  instruments.gauge('slipstream_rollout_brake').set({}, controller.brake.pulled === null ? 0 : 1);
  for (const rollout of controller.rollouts()) {
    writePlace(instruments, rollout);
    writeVerdicts(instruments, rollout);
  }
}

function writePlace(instruments: Instruments, { state }: StoredRollout): void {
  const labels = { rollout: state.plan.name, model: state.plan.model };
  const phases = instruments.gauge('slipstream_rollout_phase');
  for (const phase of phaseNames) phases.set({ ...labels, phase }, phase === state.phase.kind ? 1 : 0);
  const step = stepOf(state.phase);
  instruments.gauge('slipstream_rollout_step').set(labels, step === null ? null : step + 1);
  const traffic = trafficOf(state);
  instruments.gauge('slipstream_rollout_coverage_ratio').set(labels, traffic?.coverage ?? null);
  instruments.gauge('slipstream_rollout_candidate_weight').set(labels, traffic?.candidateWeight ?? null);
}

/** A check that says nothing now has no series: the last it said would stand as if it were true. */
function writeVerdicts(instruments: Instruments, { state, report }: StoredRollout): void {
  const labels = { rollout: state.plan.name, model: state.plan.model };
  const estimates = instruments.gauge('slipstream_rollout_estimate_ratio');
  const evidence = instruments.gauge('slipstream_rollout_evidence_ratio');
  const verdicts = instruments.gauge('slipstream_rollout_verdict');
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
