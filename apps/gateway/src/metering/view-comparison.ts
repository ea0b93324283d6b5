import type { Model, Variant } from '@slipstream/config';
import { Disagreement } from './disagreement.ts';
import type { StepSums, TwoViews } from './disagreement.ts';
import type { EngineLedger, ScrapeTarget } from './engine-ledger.ts';
import type { SpeculationLedger } from './speculation-ledger.ts';

/** Long enough for a few thousand steps, short enough that a view which goes wrong shows while it does. */
const windowMs = 5 * 60_000;

/** Holds what the requests showed against what the engines say, variant by variant, once per scrape round. */
export class ViewComparison {
  readonly #speculation: SpeculationLedger;
  readonly #engines: EngineLedger;
  readonly #variants = new Map<string, Disagreement>();

  constructor(speculation: SpeculationLedger, engines: EngineLedger) {
    this.#speculation = speculation;
    this.#engines = engines;
  }

  /** Marks each variant of which every replica was read: with one missing, the two views are of different traffic. */
  endRound(atMs: number, read: readonly ScrapeTarget[]): void {
    for (const { model, variant } of read) {
      const seen = read.filter((other) => other.variant === variant).length;
      if (seen !== variant.replicas.length) continue;
      const views = this.#views(model, variant);
      if (views !== null) this.#of(model, variant).mark(atMs, views);
    }
  }

  /** In-band acceleration / scraped acceleration − 1; null until both have seen enough steps. */
  ratio(model: Model, variant: Variant): number | null {
    return this.#variants.get(key(model, variant))?.ratio ?? null;
  }

  #views(model: Model, variant: Variant): TwoViews | null {
    const scraped = this.#engines.sums(model, variant);
    if (scraped === null || scraped.tokens === null || scraped.steps === null) return null;
    const inBand = mostSteps(this.#speculation, model, variant);
    const { tokens, steps, resolution } = scraped;
    return { inBand, scraped: { tokens, steps }, resolution };
  }

  #of(model: Model, variant: Variant): Disagreement {
    const disagreement = this.#variants.get(key(model, variant)) ?? new Disagreement({ windowMs });
    this.#variants.set(key(model, variant), disagreement);
    return disagreement;
  }
}

/** Methods are never mixed: the one that most steps were counted by stands for the in-band view. */
function mostSteps(ledger: SpeculationLedger, model: Model, variant: Variant): StepSums {
  const byMethod = [...ledger.totals(model, variant.name).inBand.values()].map((figure) => figure.sums);
  return byMethod.reduce<StepSums>((most, sums) => (sums.steps > most.steps ? sums : most), { tokens: 0, steps: 0 });
}

function key(model: Model, variant: Variant): string {
  return JSON.stringify([model.name, variant.name]);
}
