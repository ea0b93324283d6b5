import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { composeFile, deployFolder } from '../../support/compose-file.ts';
import { committedRules } from '../../support/prometheus-rules.ts';
import type { CommittedRule } from '../../support/prometheus-rules.ts';
import { lacksPrometheus } from '../../support/prometheus-tools.ts';

/** What Prometheus, Alertmanager and Grafana are given in containers. */

const { services } = composeFile();
const read = (...path: string[]): string => readFileSync(join(deployFolder, ...path), 'utf8');

function run(tool: string, ...args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(tool, args, { cwd: deployFolder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${tool} ${args.join(' ')}: ${error?.message ?? `${stdout}${stderr}`}`);
  return stdout.trim();
}

describe.skipIf(lacksPrometheus('promtool'))('Prometheus', () => {
  it('takes its configuration, which scrapes the gateway and finds the rules', () => {
    expect(run('promtool', 'check', 'config', 'prometheus/prometheus.compose.yml')).toMatch(/[1-9]\d* rules found/);
    expect(read('prometheus', 'prometheus.compose.yml')).toContain("targets: ['gateway:8080']");
  });

  it('keeps exemplars', () => {
    expect(services['prometheus']?.command).toContain('--enable-feature=exemplar-storage');
  });
});

describe.skipIf(lacksPrometheus('amtool'))('Alertmanager', () => {
  it('takes its configuration and its templates', () => {
    expect(run('amtool', 'check-config', 'alertmanager/alertmanager.yml')).toContain('1 templates');
  });

  it.each(committedRules().filter(({ alert }) => alert !== undefined))(
    'sends $alert to its place',
    ({ alert, labels }) => {
      const severity = labels?.['severity'] ?? '';
      const config = '--config.file=alertmanager/alertmanager.yml';
      const receiver = run('amtool', 'config', 'routes', 'test', config, `alertname=${alert}`, `severity=${severity}`);
      expect(receiver).toBe(severity === 'none' ? 'nobody' : severity);
    },
  );

  it('writes with each alert what to do about it', () => {
    expect(read('alertmanager', 'templates', 'slipstream.tmpl')).toContain('.Annotations.runbook_url');
    const alerts = committedRules().filter(({ alert }) => alert !== undefined);
    const runbookOf = ({ annotations }: CommittedRule): string => annotations?.['runbook_url'] ?? '';
    expect(alerts.filter((alert) => !runbookOf(alert).startsWith('docs/runbook.md#'))).toEqual([]);
  });
});

describe('Grafana', () => {
  interface Datasource {
    readonly uid: string;
    readonly url: string;
    readonly jsonData: {
      readonly exemplarTraceIdDestinations?: readonly { readonly name: string; readonly datasourceUid: string }[];
    };
  }
  const { datasources } = parse(read('grafana', 'provisioning', 'datasources', 'slipstream.yaml')) as {
    readonly datasources: readonly Datasource[];
  };

  it('has data sources that are services here', () => {
    for (const { url } of datasources) expect(services).toHaveProperty(new URL(url).hostname);
  });

  it('opens the trace that an exemplar names', () => {
    const [prometheus, tempo] = datasources;
    expect(prometheus?.jsonData.exemplarTraceIdDestinations).toEqual([{ name: 'trace_id', datasourceUid: tempo?.uid }]);
    const boards = readdirSync(join(deployFolder, 'grafana', 'dashboards'));
    expect(boards.filter((board) => read('grafana', 'dashboards', board).includes('"exemplar": true'))).not.toEqual([]);
  });

  it('finds the boards where they are mounted', () => {
    const { providers } = parse(read('grafana', 'provisioning', 'dashboards', 'slipstream.yaml')) as {
      readonly providers: readonly { readonly options: { readonly path: string } }[];
    };
    const [provider] = providers;
    expect(services['grafana']?.volumes).toContain(`./grafana/dashboards:${provider?.options.path}:ro`);
    const home = services['grafana']?.environment?.['GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH'] ?? '';
    expect(() => read('grafana', 'dashboards', home.slice(home.lastIndexOf('/') + 1))).not.toThrow();
  });
});
