import { parsePrometheusText } from '@slipstream/wire';
import type { PrometheusPage } from '@slipstream/wire';

/** A body as Prometheus text; null where it is not. */
export function parseMetricsPage(body: Uint8Array): PrometheusPage | null {
  const parsed = parsePrometheusText(new TextDecoder().decode(body));
  return parsed.ok && parsed.page.size > 0 ? parsed.page : null;
}
