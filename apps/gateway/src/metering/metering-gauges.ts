import type { Config, Model } from '@slipstream/config';
import type { Instruments } from '@slipstream/metrics';
import type { InFlight } from './in-flight.ts';
import type { MeteringSnapshot, VariantSnapshot } from './metering-snapshot.ts';
import type { VariantLabels } from './variant-labels.ts';

const bounds = ['lower', 'estimate', 'upper'] as const;

/** Writes the gauges, which say how things stand: cheap enough to be done whenever somebody looks. */
export class MeteringGauges {
  readonly #instruments: Instruments;

  constructor(instruments: Instruments) {
    this.#instruments = instruments;
  }

  write(config: Config, snapshot: MeteringSnapshot, inFlight: InFlight): void {
    for (const model of config.models.values()) this.#writeInFlight(model, inFlight);
    for (const { model, variants } of snapshot.models) {
      for (const variant of variants) this.#writeVariant(model, variant);
    }
  }

  #writeInFlight(model: Model, inFlight: InFlight): void {
    for (const variant of model.variants.values()) {
      const labels = { model: model.name, variant: variant.name };
      this.#instruments.gauge('slipstream_requests_in_flight').set(labels, inFlight.count(labels));
    }
  }

  #writeVariant(model: string, snapshot: VariantSnapshot): void {
    const labels = { model, variant: snapshot.variant };
    for (const { method, acceleration } of snapshot.inBand) {
      this.#instruments.gauge('slipstream_acceleration').set({ ...labels, method }, acceleration);
    }
    this.#instruments.gauge('slipstream_metering_disagreement_ratio').set(labels, snapshot.disagreement);
    this.#writeArrivals(labels, snapshot);
    const { control, interval } = snapshot.speedup;
    if (control === null) return;
    for (const bound of bounds) {
      const value = interval === null ? null : interval[bound];
      this.#instruments.gauge('slipstream_speedup').set({ ...labels, control, bound }, value);
    }
    this.#instruments.gauge('slipstream_step_cost').set({ ...labels, control }, stepCost(snapshot));
  }

  /** Beside the estimates, never in them: what they may be wrong by. */
  #writeArrivals(labels: VariantLabels, { inBand, calibration }: VariantSnapshot): void {
    this.#instruments.gauge('slipstream_arrival_calibration_ratio').set(labels, calibration?.factor ?? null);
    const error = inBand.find(({ method }) => method === 'estimated')?.error ?? null;
    for (const part of ['answer', 'acceleration'] as const) {
      this.#instruments.gauge('slipstream_arrival_error_ratio').set({ ...labels, of: part }, error?.[part] ?? null);
    }
  }
}

/** By the engines' own counters where they are readable, else by the in-band method that saw most steps. */
function stepCost({ scraped, inBand }: VariantSnapshot): number | null {
  if (scraped !== null && scraped.stepCost !== null) return scraped.stepCost;
  const [most] = [...inBand].sort((a, b) => b.steps - a.steps);
  return most?.stepCost ?? null;
}
