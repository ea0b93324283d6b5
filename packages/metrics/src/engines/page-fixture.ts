import { parsePrometheusText } from '@slipstream/wire';
import type { PrometheusPage } from '@slipstream/wire';

/** A metrics page under test; a text that is none fails the test. */
export function pageOf(text: string): PrometheusPage {
  const parsed = parsePrometheusText(text);
  if (!parsed.ok) throw new Error(`line ${parsed.issue.line}: ${parsed.issue.message}`);
  return parsed.page;
}
