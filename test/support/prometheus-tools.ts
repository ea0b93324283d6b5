import { spawnSync } from 'node:child_process';

const packages = {
  prometheus: 'prometheus',
  promtool: 'prometheus',
  amtool: 'prometheus-alertmanager',
  'prometheus-alertmanager': 'prometheus-alertmanager',
} as const;
const isCi = process.env['CI'] === 'true';

/**
 * Whether tests that need Debian's packages of Prometheus must be skipped: said aloud. Never in CI, where a
 * machine without them fails.
 */
export function lacksPrometheus(tool: keyof typeof packages): boolean {
  if (spawnSync(tool, ['--version']).status === 0) return false;
  const remedy = `On Debian: apt-get install ${packages[tool]}.`;
  console.warn(`${isCi ? 'FAILING' : 'SKIPPED'}: ${tool} is not installed. ${remedy}`);
  return !isCi;
}
