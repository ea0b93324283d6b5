import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalog, Instruments } from '@slipstream/metrics';
import { describe, expect, it } from 'vitest';
import { observabilityFiles } from '../../../scripts/observability/generated-files.ts';
import { boardPanels } from '../../support/board-queries.ts';
import { committedRules } from '../../support/prometheus-rules.ts';
import { fillIn, selectorsOf } from '../../support/promql.ts';

/** Names by which Prometheus knows what there is, with their labels. Those of Node's process have other labels than ours. */
const known = new Map<string, readonly string[]>();
for (const { name, type, labels } of catalog) {
  if (type !== 'histogram') known.set(name, labels);
  else
    for (const part of ['bucket', 'sum', 'count'])
      known.set(`${name}_${part}`, part === 'bucket' ? [...labels, 'le'] : labels);
}
const recordedNames = committedRules().flatMap(({ record }) => (record === undefined ? [] : [record]));
const processNames = new Set((await new Instruments().render()).match(/^(?:process|nodejs)_\w+/gm));
const expressions = [
  ...boardPanels().flatMap(({ board, title, queries }) =>
    queries.map((expr) => ({ where: `${board}, ${title}`, expr })),
  ),
  ...committedRules().map(({ record, alert, expr }) => ({ where: record ?? alert ?? '', expr })),
];

/** What is wrong with an expression: names and labels that nothing has, and methods that are added up. */
function faultsOf(expr: string): string[] {
  return selectorsOf(fillIn(expr, '5m')).flatMap(({ metric, matched, groupings }) => {
    if (recordedNames.includes(metric) || processNames.has(metric)) return [];
    const labels = known.get(metric);
    if (labels === undefined) return [`there is no metric ${metric}`];
    const faults = matched.filter((label) => !labels.includes(label)).map((label) => `${metric} has no label ${label}`);
    const keepsMethod =
      !labels.includes('method') || matched.includes('method') || groupings.every((by) => by.includes('method'));
    return keepsMethod ? faults : [...faults, `${metric} is added up over methods`];
  });
}

const root = join(import.meta.dirname, '..', '..', '..');

describe('what is committed', () => {
  it.each(observabilityFiles())('$file is what `npm run docs` makes', ({ file, text }) => {
    expect(readFileSync(join(root, file), 'utf8')).toBe(text);
  });

  it.each(['deploy/grafana/dashboards', 'deploy/prometheus/rules'])('%s holds nothing else', (folder) => {
    const made = observabilityFiles().filter(({ file }) => file.startsWith(folder));
    expect(
      readdirSync(join(root, folder))
        .map((name) => `${folder}/${name}`)
        .toSorted(),
    ).toEqual(made.map(({ file }) => file).toSorted());
  });
});

describe('every expression of the boards and rules', () => {
  it.each(expressions)('$where uses what the catalogue has, and keeps methods apart', ({ expr }) => {
    expect(faultsOf(expr)).toEqual([]);
  });

  it.each([
    ['sum by (model) (rate(slipstream_request_total[5m]))', 'there is no metric slipstream_request_total'],
    ['slipstream_speedup{quantile="0.5"}', 'slipstream_speedup has no label quantile'],
    [
      'sum by (model, variant) (rate(slipstream_decode_steps_total[5m]))',
      'slipstream_decode_steps_total is added up over methods',
    ],
  ])('%s is refused', (expr, fault) => expect(faultsOf(expr)).toEqual([fault]));

  it('what is no PromQL is refused', () => expect(() => faultsOf('sum by (model) (rate(')).toThrow(/no PromQL/));
});

describe('every board', () => {
  it('has panels of its own names, with a description that names a metric each', () => {
    for (const { board, title, description, queries } of boardPanels()) {
      expect(boardPanels().filter((other) => other.board === board && other.title === title)).toHaveLength(1);
      expect(description, `${board}, ${title}`).toMatch(/\b(?:slipstream|nodejs|process)_\w+/);
      expect(queries.length).toBeGreaterThan(0);
    }
  });

  it('shows acceleration only where the speed-up stands in the same row', () => {
    const accelerations = boardPanels().filter(({ title }) => /acceleration/i.test(title));
    expect(accelerations.length).toBeGreaterThan(0);
    for (const { board, row } of accelerations) {
      const beside = boardPanels().filter((other) => other.board === board && other.row === row);
      expect(beside.flatMap(({ queries }) => queries).join('\n')).toContain('slipstream_speedup');
    }
  });

  it('takes rates over what Grafana finds right, never over a fixed range', () => {
    for (const { queries } of boardPanels()) {
      for (const expr of queries) expect(expr.match(/rate\([^[]*\[(?!\$__rate_interval\])/)).toBeNull();
    }
  });
});
