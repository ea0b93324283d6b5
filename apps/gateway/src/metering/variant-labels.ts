import type { Model } from '@slipstream/config';
import type { RequestRecord } from './request-record.ts';

/** Values of the labels `model` and `variant`: configured names only. */
export interface VariantLabels {
  readonly model: string;
  readonly variant: string;
}

/**
 * Labels of a request. No client can make a series: a model that is not configured is `other`, and a request that ended
 * before it was given a variant has the variant `none`.
 */
export function variantLabels(record: RequestRecord, models: ReadonlyMap<string, Model>): VariantLabels {
  if (record.decision !== null) return { model: record.decision.model.name, variant: record.decision.variant.name };
  const model = record.model !== null && models.has(record.model) ? record.model : 'other';
  return { model, variant: 'none' };
}
