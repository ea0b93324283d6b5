import { bucketLadders } from './bucket-ladders.ts';
import { catalogSections } from './catalog.ts';
import { figures } from './figures.ts';
import type { MetricDefinition } from './metric-definition.ts';

/** docs/metrics.md, whole: the families, their buckets with reasons, and how to make figures of them. */
export function catalogMarkdown(): string {
  return [
    '# Metrics',
    '',
    '<!-- Generated from packages/metrics/src/catalog by `npm run docs`. Do not edit. -->',
    '',
    'Served as Prometheus text at `/metrics`. Times are seconds. Unknown is no series, never 0. Every label is bounded by the',
    "configuration; none carries anything that a client sent. Node's own process metrics (`process_*`, `nodejs_*`) are on",
    'the same page.',
    ...catalogSections.flatMap(({ title, metrics }) => ['', `## ${title}`, '', ...table(metrics)]),
    ...ladders(),
    ...queries(),
    '',
  ].join('\n');
}

function table(metrics: readonly MetricDefinition[]): string[] {
  return [
    '| metric | type | unit | labels | meaning |',
    '|---|---|---|---|---|',
    ...metrics.map(({ name, type, unit, labels, help }) => {
      const shownLabels = labels.map((label) => `\`${label}\``).join(', ');
      return `| \`${name}\` | ${type} | ${unit} | ${shownLabels} | ${help} |`;
    }),
  ];
}

function ladders(): string[] {
  return [
    '',
    '## Buckets',
    '',
    'OpenTelemetry advises buckets for generative AI. Ours are wider and finer where speculation needs it; its bounds for',
    'TTFT, TPOT and duration are all among them, so that its boards and rules keep working.',
    '',
    '| quantity | upper bounds, seconds | why |',
    '|---|---|---|',
    ...Object.entries(bucketLadders).map(
      ([name, { bounds, reason }]) => `| ${name} | ${bounds.join(', ')} | ${reason} |`,
    ),
  ];
}

function queries(): string[] {
  return [
    '',
    '## Figures from counters',
    '',
    'Sum numerator and denominator apart, then divide. `method` is how the steps are known: `exact`, `derived` or `estimated`;',
    'never add over it. Acceleration counts forward passes; `slipstream_speedup` counts seconds. The rules and boards under `deploy`',
    'are made of these same figures.',
    ...Object.values(figures).flatMap(({ quantity, promql }) => [
      '',
      `${quantity}:`,
      '',
      '```promql',
      promql({ range: '5m' }),
      '```',
    ]),
  ];
}
