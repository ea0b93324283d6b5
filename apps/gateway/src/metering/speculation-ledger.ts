import type { Model } from '@slipstream/config';
import type { RequestFigures } from './request-figures.ts';
import type { RequestRecord } from './request-record.ts';
import type { Sink } from './sink.ts';
import { noRequests, withRequest } from './variant-totals.ts';
import type { VariantTotals } from './variant-totals.ts';

/** Running sums per model and variant: O(1) per request, and nothing is kept of a single one. */
export class SpeculationLedger implements Sink {
  readonly name = 'ledger';
  readonly #totals = new Map<string, Map<string, VariantTotals>>();

  /** A request that was never given a variant is nobody's. */
  settle(record: RequestRecord, figures: RequestFigures): void {
    if (record.decision === null) return;
    const { model, variant } = record.decision;
    const byVariant = this.#totals.get(model.name) ?? new Map<string, VariantTotals>();
    byVariant.set(variant.name, withRequest(byVariant.get(variant.name) ?? noRequests, record, figures));
    this.#totals.set(model.name, byVariant);
  }

  totals(model: Model, variant: string): VariantTotals {
    return this.#totals.get(model.name)?.get(variant) ?? noRequests;
  }
}
