import { boards } from './boards/boards.ts';
import { buildBoard } from './boards/build-board.ts';
import { prometheusRule, rulesFile } from './rules/rules-file.ts';

/** What `npm run docs` writes for Prometheus and Grafana, by path from the root of the repository. */
export function observabilityFiles(): readonly { readonly file: string; readonly text: string }[] {
  return [
    { file: 'deploy/prometheus/rules/slipstream.yaml', text: rulesFile() },
    { file: 'deploy/kubernetes/monitoring/prometheus-rule.yaml', text: prometheusRule() },
    ...boards.map((board) => ({ file: `deploy/grafana/dashboards/${board.uid}.json`, text: buildBoard(board) })),
  ];
}
