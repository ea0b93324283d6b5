import { stringify } from 'yaml';
import type { Alert } from './alert.ts';
import { backendAlerts } from './backend-alerts.ts';
import { gatewayAlerts } from './gateway-alerts.ts';
import { armRules, budgetRules, figureRules } from './recording-rules.ts';
import { rolloutAlerts } from './rollout-alerts.ts';
import { speculatorAlerts } from './speculator-alerts.ts';
import { variantAlerts } from './variant-alerts.ts';

const alertGroups: Readonly<Record<string, readonly Alert[]>> = {
  'slipstream-gateway': gatewayAlerts,
  'slipstream-variants': variantAlerts,
  'slipstream-rollouts': rolloutAlerts,
  'slipstream-speculators': speculatorAlerts,
  'slipstream-backends': backendAlerts,
};

/** deploy/prometheus/rules/slipstream.yaml, whole. Groups without an interval take Prometheus' own. */
export function rulesFile(): string {
  return generated({ groups: groups() });
}

/** The same for the Prometheus operator, as kustomize takes it. The chart makes it of the file above. */
export function prometheusRule(): string {
  const label = (name: string, value: string): object => ({ [`app.kubernetes.io/${name}`]: value });
  const labels = {
    ...label('name', 'slipstream'),
    ...label('instance', 'slipstream'),
    ...label('component', 'gateway'),
    ...label('part-of', 'slipstream'),
    ...label('managed-by', 'kustomize'),
  };
  const metadata = { name: 'slipstream', labels };
  return generated({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata,
    spec: { groups: groups() },
  });
}

function groups(): readonly object[] {
  return [
    { name: 'slipstream-figures', rules: figureRules },
    { name: 'slipstream-arms', rules: armRules },
    { name: 'slipstream-budgets', rules: budgetRules },
    ...Object.entries(alertGroups).map(([name, alerts]) => ({ name, rules: alerts.map(asRule) })),
  ];
}

function generated(content: object): string {
  const text = stringify(content, { lineWidth: 0, singleQuote: true, aliasDuplicateObjects: false });
  return `# Generated from scripts/observability by \`npm run docs\`. Do not edit.\n${text}`;
}

function asRule({ name, expr, for: lasting, severity, summary, panel }: Alert): object {
  const links = panel === null ? {} : { dashboard: `/d/${panel.board}`, panel: panel.title };
  return {
    alert: name,
    expr,
    for: lasting,
    labels: { severity },
    annotations: { summary, runbook_url: `docs/runbook.md#${name.toLowerCase()}`, ...links },
  };
}
