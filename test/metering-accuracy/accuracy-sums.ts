import type { CalibratedArrivals, StepEstimate } from '@slipstream/metrics';

import type { AccuracyRow } from './accuracy-row.ts';

type Row = Pick<AccuracyRow, 'answers' | 'unknown' | 'pooled' | 'rms' | 'p95' | 'covered' | 'calibrated'>;

/** Estimates held against the truth, answer by answer. */
export class AccuracySums {
  readonly #errors: number[] = [];
  #unknown = 0;
  #covered = 0;
  #truth = 0;
  #estimate = 0;

  add(estimate: StepEstimate | null, steps: number): void {
    if (estimate === null) {
      this.#unknown += 1;
      return;
    }
    this.#truth += steps;
    this.#estimate += estimate.steps;
    this.#errors.push(Math.abs(estimate.steps / steps - 1));
    this.#covered += Math.abs(estimate.steps - steps) <= 2 * estimate.standardError + 0.2 ? 1 : 0;
  }

  row(calibrated: CalibratedArrivals | null = null): Row {
    const known = this.#errors.length;
    const sorted = [...this.#errors].sort((a, b) => a - b);
    const ratio = this.#truth / this.#estimate;
    return {
      answers: known + this.#unknown,
      unknown: this.#unknown,
      pooled: ratio - 1,
      rms: Math.sqrt(sorted.reduce((sum, error) => sum + error ** 2, 0) / known),
      p95: sorted[Math.ceil(0.95 * known) - 1] ?? Number.NaN,
      covered: this.#covered / known,
      calibrated: calibrated === null ? null : { ...calibrated, left: ratio / calibrated.factor - 1 },
    };
  }
}
