import type { ObservedExemplar } from './exemplar.ts';
import type { Sample } from './family.ts';

/** What a metric says of itself, ours or prom-client's: its samples may go by the name of their family. */
interface FamilyState {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly values: readonly (Omit<Sample, 'metricName'> & { readonly metricName?: string })[];
}

/**
 * The page in OpenMetrics 1.0 (github.com/prometheus/OpenMetrics, specification/OpenMetrics.md): as Prometheus' own
 * format, but counters are declared without their `_total`, buckets have exemplars, and the end is marked. Written here, since
 * prom-client would rename the counters that both pages share.
 */
export function openMetricsPage(families: readonly FamilyState[]): string {
  const lines = families.flatMap(({ name, help, type, values }) => {
    const declared = type === 'counter' ? name.replace(/_total$/, '') : name;
    return [
      `# HELP ${declared} ${escaped(help)}`,
      `# TYPE ${declared} ${type}`,
      ...values.map(({ metricName = name, labels, value, latest }) => {
        const sample = `${metricName}${labelSet(labels)} ${numeral(value)}`;
        return latest === undefined ? sample : `${sample} # ${exemplarText(latest)}`;
      }),
    ];
  });
  return `${lines.join('\n')}\n# EOF\n`;
}

function exemplarText({ traceId, value, atMs }: ObservedExemplar): string {
  return `{trace_id="${traceId}"} ${numeral(value)} ${(atMs / 1000).toFixed(3)}`;
}

function labelSet(labels: Sample['labels']): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(String(value))}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

/** Texts may hold anything; `"` is escaped in a help, too, unlike in Prometheus' format. */
function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
}

function numeral(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}
