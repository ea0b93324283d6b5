import { spawnSync } from 'node:child_process';

const isCi = process.env['CI'] === 'true';

/**
 * Whether tests that need Debian's `prometheus` and `promtool` must be skipped: said aloud. Never in CI, where a
 * machine without them fails.
 */
export function lacksPrometheus(tool: 'prometheus' | 'promtool'): boolean {
  if (spawnSync(tool, ['--version']).status === 0) return false;
  console.warn(`${isCi ? 'FAILING' : 'SKIPPED'}: ${tool} is not installed. On Debian: apt-get install prometheus.`);
  return !isCi;
}
