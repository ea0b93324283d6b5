import type { Model, Variant } from '@slipstream/config';
import { ArrivalCalibration } from '@slipstream/metrics';
import type { CalibratedArrivals } from '@slipstream/metrics';
import type { EngineLedger, ScrapeTarget } from './engine-ledger.ts';
import { scrapedSpeculation } from './scraped-speculation.ts';
import type { SpeculationLedger } from './speculation-ledger.ts';

/** Holds estimates from arrivals against the engines' own counters, variant by variant, once per scrape round. */
export class ArrivalCalibrations {
  readonly #speculation: SpeculationLedger;
  readonly #engines: EngineLedger;
  readonly #variants = new Map<string, ArrivalCalibration>();

  constructor(speculation: SpeculationLedger, engines: EngineLedger) {
    this.#speculation = speculation;
    this.#engines = engines;
  }

  /** Marks each variant with estimates of which every replica was read: with one missing, the sides are of different traffic. */
  endRound(read: readonly ScrapeTarget[]): void {
    for (const { model, variant } of new Map(
      read.map((target) => [key(target.model, target.variant), target]),
    ).values()) {
      const replicas = read.filter((other) => other.model === model && other.variant === variant).length;
      const scraped = this.#engines.sums(model, variant);
      const estimated = this.#speculation.totals(model, variant.name).inBand.get('estimated');
      const counted = scraped === null ? null : scrapedSpeculation(scraped);
      if (replicas !== variant.replicas.length || counted === null || estimated === undefined) continue;
      this.#of(model, variant).mark(estimated.sums, counted.sums);
    }
  }

  /** Null where nothing is estimated, and until enough was seen on both sides. */
  result(model: Model, variant: Variant): CalibratedArrivals | null {
    return this.#variants.get(key(model, variant))?.result ?? null;
  }

  #of(model: Model, variant: Variant): ArrivalCalibration {
    const calibration = this.#variants.get(key(model, variant)) ?? new ArrivalCalibration();
    this.#variants.set(key(model, variant), calibration);
    return calibration;
  }
}

function key(model: Model, variant: Variant): string {
  return JSON.stringify([model.name, variant.name]);
}
