import { parseSampleLine } from './parse-sample-line.ts';
import type { PrometheusFamily, PrometheusPage, PrometheusSample, PrometheusType } from './prometheus-page.ts';

/** `line` counts from 1. */
export interface PrometheusIssue {
  readonly line: number;
  readonly message: string;
}

export type PrometheusParse =
  | { readonly ok: true; readonly page: PrometheusPage }
  | { readonly ok: false; readonly issue: PrometheusIssue };

interface OpenFamily {
  readonly name: string;
  type: PrometheusType;
  help: string | null;
  readonly samples: PrometheusSample[];
}

/** The types of both formats; those that only OpenMetrics has are read as the nearest of the older five. */
const types: ReadonlyMap<string, PrometheusType> = new Map([
  ['counter', 'counter'],
  ['gauge', 'gauge'],
  ['histogram', 'histogram'],
  ['summary', 'summary'],
  ['untyped', 'untyped'],
  ['unknown', 'untyped'],
  ['info', 'gauge'],
  ['stateset', 'gauge'],
  ['gaugehistogram', 'histogram'],
]);

/** Sample names that belong to a family, by its type: `x_sum` is a sample of the histogram `x`. */
const suffixes: Readonly<Record<PrometheusType, readonly string[]>> = {
  counter: ['_total', '_created'],
  gauge: ['_info'],
  histogram: ['_bucket', '_sum', '_count', '_created', '_gsum', '_gcount'],
  summary: ['_sum', '_count', '_created'],
  untyped: [],
};

const anySuffix = /_(?:total|created|info|bucket|sum|count|gsum|gcount)$/;
const descriptor = /^#[ \t]+(HELP|TYPE)[ \t]+([A-Za-z_:][A-Za-z0-9_:]*)(?:[ \t]+(.*))?$/;

/**
 * Reads a page in the Prometheus text format 0.0.4 or in OpenMetrics 1.0 (timestamps and exemplars are read over). One bad
 * line spoils the page, as it does for Prometheus: half a scrape would look like a reset. So does a series written twice.
 */
export function parsePrometheusText(text: string): PrometheusParse {
  const page = new Map<string, OpenFamily>();
  const seen = new Set<string>();
  for (const [index, line] of text.split('\n').entries()) {
    const content = line.trim();
    if (content === '# EOF') break;
    const wrong = content.startsWith('#') ? readDescriptor(page, content) : readSample(page, seen, content);
    if (wrong !== null) return { ok: false, issue: { line: index + 1, message: wrong } };
  }
  return { ok: true, page: page satisfies ReadonlyMap<string, PrometheusFamily> };
}

function readDescriptor(page: Map<string, OpenFamily>, line: string): string | null {
  const [, keyword, name, rest = ''] = descriptor.exec(line) ?? [];
  if (name === undefined) return null;
  const family = openFamily(page, name);
  if (keyword === 'HELP') {
    family.help = unescapeHelp(rest);
    return null;
  }
  const type = types.get(rest.trim());
  if (type === undefined) return `unknown type ${JSON.stringify(rest)} of ${name}`;
  family.type = type;
  return null;
}

function readSample(page: Map<string, OpenFamily>, seen: Set<string>, line: string): string | null {
  if (line === '') return null;
  const read = parseSampleLine(line);
  if ('wrong' in read) return read.wrong;
  if (seen.has(read.series)) return `the series ${read.series} is written twice`;
  seen.add(read.series);
  familyOf(page, read.sample.name).samples.push(read.sample);
  return null;
}

function familyOf(page: Map<string, OpenFamily>, sample: string): OpenFamily {
  const own = page.get(sample);
  if (own !== undefined) return own;
  const suffix = anySuffix.exec(sample)?.[0];
  const base = suffix === undefined ? undefined : page.get(sample.slice(0, -suffix.length));
  if (suffix !== undefined && base !== undefined && suffixes[base.type].includes(suffix)) return base;
  return openFamily(page, sample);
}

function openFamily(page: Map<string, OpenFamily>, name: string): OpenFamily {
  const open = page.get(name);
  if (open !== undefined) return open;
  const family: OpenFamily = { name, type: 'untyped', help: null, samples: [] };
  page.set(name, family);
  return family;
}

function unescapeHelp(text: string): string {
  return text.replace(/\\(\\|n)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter));
}
