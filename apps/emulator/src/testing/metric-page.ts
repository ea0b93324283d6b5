import { parsePrometheusText, type PrometheusPage, sampleValue } from '@slipstream/wire';
import type { Launched } from './launch-emulator.ts';

/** The replica's `/metrics`, parsed. */
export async function metricPage(emulator: Launched): Promise<PrometheusPage> {
  const { text } = await emulator.call('/metrics');
  const parsed = parsePrometheusText(text);
  if (!parsed.ok) throw new Error(`line ${parsed.issue.line}: ${parsed.issue.message}`);
  return parsed.page;
}

/** Null = the metric does not exist yet. */
export async function metric(
  emulator: Launched,
  family: string,
  sample = family,
  labels: Readonly<Record<string, string>> = {},
): Promise<number | null> {
  return sampleValue(await metricPage(emulator), family, sample, labels);
}
