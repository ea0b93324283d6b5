import { parsePrometheusText } from '@slipstream/wire';
import type { Launched } from './launch-emulator.ts';

/** The sum of a sample's series with these labels on the page at `path`; null = there is none. */
export async function pageSum(
  emulator: Launched,
  name: string,
  labels: Readonly<Record<string, string>> = {},
  path = '/metrics',
): Promise<number | null> {
  const { text } = await emulator.call(path);
  const parsed = parsePrometheusText(text);
  if (!parsed.ok) throw new Error(`line ${parsed.issue.line}: ${parsed.issue.message}`);
  const samples = [...parsed.page.values()]
    .flatMap((family) => family.samples)
    .filter((sample) => sample.name === name)
    .filter((sample) => Object.entries(labels).every(([key, value]) => sample.labels[key] === value));
  return samples.length === 0 ? null : samples.reduce((sum, sample) => sum + sample.value, 0);
}
