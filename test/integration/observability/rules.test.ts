import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalog } from '@slipstream/metrics';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { errorTable } from '../../../apps/gateway/src/errors.ts';
import { failureOutcomes } from '../../../scripts/observability/rules/failure-outcomes.ts';
import { objectives } from '../../../scripts/observability/rules/objectives.ts';
import { boardPanels } from '../../support/board-queries.ts';
import { committedRules, rulesPath } from '../../support/prometheus-rules.ts';
import { lacksPrometheus } from '../../support/prometheus-tools.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const folder = join(root, 'deploy', 'prometheus');
const testFiles = readdirSync(join(folder, 'tests'));
const alerts = committedRules().filter(({ alert }) => alert !== undefined);

interface RuleTests {
  readonly tests: readonly {
    readonly promql_expr_test?: readonly { readonly expr: string; readonly exp_samples: readonly unknown[] }[];
  }[];
}

describe.skipIf(lacksPrometheus('promtool'))('promtool', () => {
  const promtool = (...args: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync('promtool', args, { cwd: folder, encoding: 'utf8' });
    return status === 0 ? 'ok' : `${String(status)}: ${stdout}${stderr}`;
  };

  it('accepts the rules without a warning', () => {
    expect(promtool('check', 'rules', '--lint=all', '--lint-fatal', rulesPath)).toBe('ok');
  });

  it('accepts the configuration', () => expect(promtool('check', 'config', 'prometheus.yml')).toBe('ok'));

  it.each(testFiles)(
    'finds what %s expects',
    (file) => expect(promtool('test', 'rules', `tests/${file}`)).toBe('ok'),
    120_000,
  );
});

/** Of each case about the alert: 1 where it must fire, 0 where it must not. */
function expectedOf(alert: string): number[] {
  const files = testFiles.map((file) => parse(readFileSync(join(folder, 'tests', file), 'utf8')) as RuleTests);
  const expr = `ALERTS{alertname="${alert}",alertstate="firing"}`;
  const cases = files.flatMap(({ tests }) => tests.flatMap((group) => group.promql_expr_test ?? []));
  return cases.filter((check) => check.expr === expr).map(({ exp_samples: samples }) => samples.length);
}

// Watchdog is silent only when Prometheus is, and has nothing to look at.
describe.each(alerts.filter(({ alert }) => alert !== 'Watchdog'))('$alert', ({ alert = '', annotations = {} }) => {
  it('is tested firing and not firing', () => {
    expect(expectedOf(alert), 'firing').toContain(1);
    expect(expectedOf(alert), 'not firing').toContain(0);
  });

  it('links a panel that its board has', () => {
    const panels = boardPanels().map(({ board, title }) => `/d/${board} ${title}`);
    expect(panels).toContain(`${annotations['dashboard']} ${annotations['panel']}`);
  });
});

it('Watchdog is tested firing', () => expect(expectedOf('Watchdog')).toEqual([1]));

it.each(alerts)('$alert has a section in the runbook, which its link names', ({ alert = '', annotations = {} }) => {
  const headings = readFileSync(join(root, 'docs', 'runbook.md'), 'utf8').match(/^## .+$/gm) ?? [];
  expect(headings).toContain(`## ${alert}`);
  expect(annotations['runbook_url']).toBe(`docs/runbook.md#${alert.toLowerCase()}`);
});

it('the runbook has no section of an alert that is gone', () => {
  const headings = readFileSync(join(root, 'docs', 'runbook.md'), 'utf8').match(/^## .+$/gm) ?? [];
  expect(headings.toSorted()).toEqual(alerts.map(({ alert }) => `## ${alert}`).toSorted());
});

it('the error budget is spent by exactly the codes that are the fault of engines or gateway', () => {
  const ours = Object.entries(errorTable).filter(([, { fault }]) => fault === 'upstream' || fault === 'gateway');
  expect([...failureOutcomes].toSorted()).toEqual(ours.map(([code]) => code).toSorted());
});

it('the objective of the first token is an edge of its buckets, else no ratio could be made', () => {
  const ttft = catalog.find(({ name }) => name === 'slipstream_time_to_first_token_seconds');
  expect(ttft?.buckets).toContain(objectives.firstToken.withinSeconds);
});
