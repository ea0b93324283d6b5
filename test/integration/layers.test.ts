import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const gateway = 'apps/gateway/src';

/** file → source that breaks the arrow named. Every one of them must be refused. */
const violations: readonly (readonly [arrow: string, file: string, source: string])[] = [
  ['wire imports no package of ours', 'packages/wire/src/a.ts', `export { x } from '@slipstream/metrics';`],
  ['statistics imports no package of ours', 'packages/statistics/src/a.ts', `export { x } from '@slipstream/wire';`],
  ['config imports no package of ours', 'packages/config/src/a.ts', `export { x } from '@slipstream/wire';`],
  ['metrics does not import config', 'packages/metrics/src/a.ts', `export { x } from '@slipstream/config';`],
  ['packages never import apps', 'packages/metrics/src/b.ts', `export { x } from '../../../apps/gateway/src/main.ts';`],
  ['apps never import each other', 'apps/bench/src/a.ts', `export { x } from '../../../apps/emulator/src/main.ts';`],
  ['hono only in http', `${gateway}/pipeline/a.ts`, `export { Hono } from 'hono';`],
  ['undici only in upstream', `${gateway}/pipeline/b.ts`, `export { Pool } from 'undici';`],
  ['prom-client only in packages/metrics', `${gateway}/metering/a.ts`, `export { Registry } from 'prom-client';`],
  ['OpenTelemetry only in telemetry', `${gateway}/metering/b.ts`, `export { trace } from '@opentelemetry/api';`],
  ['http does not reach into upstream', `${gateway}/http/a.ts`, `export { x } from '../upstream/pools.ts';`],
  ['health does not reach into upstream', `${gateway}/health/a.ts`, `export { x } from '../upstream/pools.ts';`],
  ['history does not know rollouts', `${gateway}/history/a.ts`, `export { x } from '../rollout/controller.ts';`],
  ['history knows no pages', `${gateway}/history/b.ts`, `export { x } from '../http/console/console-app.ts';`],
  [
    'browsers get nothing of the server',
    `${gateway}/http/console/browser/a.ts`,
    `export { x } from '../page/subject.ts';`,
  ],
  ['doctor does not reach into upstream', `${gateway}/doctor/a.ts`, `export { x } from '../upstream/dispatch.ts';`],
  ['admission does not know health', `${gateway}/admission/a.ts`, `export { x } from '../health/fleet.ts';`],
  ['SQL only in store', `${gateway}/metering/c.ts`, `export { Kysely } from 'kysely';`],
  ['no room knows how it is put together', `${gateway}/metering/d.ts`, `export { x } from '../composition/drain.ts';`],
  ['store knows no requests', `${gateway}/store/a.ts`, `export { x } from '../pipeline/attempt.ts';`],
  ['cli knows no running gateway', `${gateway}/cli/a.ts`, `export { x } from '../admission/gate.ts';`],
  ['citty only in cli', `${gateway}/store/b.ts`, `export { parseArgs } from 'citty';`],
  ['SQL not in cli', `${gateway}/cli/b.ts`, `export { DatabaseSync } from 'node:sqlite';`],
  ['rate-limiter-flexible only in admission', `${gateway}/http/c.ts`, `export { x } from 'rate-limiter-flexible';`],
  ['config-reload knows no requests', `${gateway}/config-reload/a.ts`, `export { x } from '../pipeline/attempt.ts';`],
  ['routing does no I/O', `${gateway}/routing/a.ts`, `export { readFileSync } from 'node:fs';`],
  ['routing has no clock', `${gateway}/routing/b.ts`, `export const at = (): number => Date.now();`],
  [
    'rollout reaches no database',
    `${gateway}/rollout/a.ts`,
    `export { x } from '../store/rollouts/sqlite-rollouts.ts';`,
  ],
  ['rollout/core has no randomness', `${gateway}/rollout/core/a.ts`, `export const r = (): number => Math.random();`],
  [
    'statistics has no timers',
    'packages/statistics/src/b.ts',
    `export const t = (): unknown => setTimeout(() => 1, 1);`,
  ],
  ['only main reads the process', `${gateway}/http/b.ts`, `export const port = process.env['PORT'];`],
  ['dialects do not know each other', 'apps/emulator/src/dialects/vllm/a.ts', `export { x } from '../sglang/a.ts';`],
  ['what dialects share knows none', 'apps/emulator/src/dialects/openai/a.ts', `export { x } from '../vllm/a.ts';`],
  ['boards know no app', 'scripts/observability/a.ts', `export { x } from '../../apps/gateway/src/errors.ts';`],
  ['boards read no files', 'scripts/observability/boards/a.ts', `export { readFileSync } from 'node:fs';`],
  ['boards know no configuration', 'scripts/observability/b.ts', `export { x } from '@slipstream/config';`],
  [
    "Grafana's SDK only in scripts/observability",
    'scripts/a.ts',
    `export { x } from '@grafana/grafana-foundation-sdk/cog';`,
  ],
  ['the engine does not know the wire', 'apps/emulator/src/engine/a.ts', `export { x } from '../dialects/tgi/a.ts';`],
];

const allowed: readonly (readonly [file: string, source: string])[] = [
  [`${gateway}/http/ok.ts`, `export { Hono } from 'hono';`],
  [`${gateway}/http/console/browser/ok.ts`, `export { x } from './morph.ts';`],
  [`${gateway}/upstream/ok.ts`, `export { Pool } from 'undici';`],
  ['apps/emulator/src/dialects/vllm/ok.ts', `export { x } from '../openai/a.ts';`],
  [`${gateway}/store/ok.ts`, `export { DatabaseSync } from 'node:sqlite';`],
  ['packages/metrics/src/ok.ts', `export { Registry } from 'prom-client';`],
  ['scripts/observability/ok.ts', `export { x } from '@grafana/grafana-foundation-sdk/cog';`],
  [`${gateway}/doctor/main.ts`, `export { x } from '../upstream/dispatch.ts';`],
  [`${gateway}/cli/main.ts`, `export const argv: readonly string[] = process.argv;`],
  [`${gateway}/main.ts`, `export const argv: readonly string[] = process.argv;`],
];

let tree: string;

beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), 'slipstream-layers-'));
  copyFileSync(join(root, '.oxlintrc.json'), join(tree, '.oxlintrc.json'));
  for (const [file, source] of [...violations.map(([, file, source]) => [file, source] as const), ...allowed]) {
    mkdirSync(dirname(join(tree, file)), { recursive: true });
    writeFileSync(join(tree, file), `${source}\n`);
  }
});

afterAll(() => rmSync(tree, { recursive: true, force: true }));

function lint(file: string): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(join(root, 'node_modules', '.bin', 'oxlint'), [file], {
    cwd: tree,
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

describe('the arrows of docs/architecture.md are enforced by lint', () => {
  it.each(violations)('refuses a breach: %s', (_arrow, file) => {
    const { status, output } = lint(file);
    expect(output).toMatch(/no-restricted-(imports|globals|properties)/);
    expect(status).not.toBe(0);
  });

  it.each(allowed)('allows what belongs there: %s', (file) => {
    const { status, output } = lint(file);
    expect(output).not.toMatch(/no-restricted/);
    expect(status).toBe(0);
  });
});
