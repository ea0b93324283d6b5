import { samplesOf } from './sample-value.ts';
import type { PrometheusPage } from './prometheus-page.ts';

/**
 * As `sampleValue`, for engines written with Python's client: a family that is declared (its TYPE line is there) and has no
 * sample has counted nothing yet, 0; one that is not declared is not counted here at all, null.
 */
export function countedValue(page: PrometheusPage, family: string, sample: string = family): number | null {
  const samples = samplesOf(page, family, sample);
  return samples === null ? null : samples.reduce((sum, { value }) => sum + value, 0);
}
