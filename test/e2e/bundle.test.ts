import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OtlpReceiver } from '../../apps/gateway/src/telemetry/testing/otlp-receiver.ts';
import { appPlans } from '../../scripts/bundle/app-plan.ts';
import { freePort } from '../support/free-port.ts';
import { BundledApps } from '../support/bundled-apps.ts';
import type { RunningApp } from '../support/bundled-apps.ts';

/** The main job with nothing but the bundles and Node: no environment, no node_modules, a folder that cannot be written. */

let apps: BundledApps;
let collector: OtlpReceiver;
let gateway: RunningApp;
let config: string;
let adminUrl: string;

beforeAll(async () => {
  [apps, collector] = await Promise.all([BundledApps.make(), OtlpReceiver.start()]);
  const fast = ['--port', '0', '--time-scale', '20'];
  const [baseline, mlp] = await Promise.all([
    apps.serve('emulator/app/emulator.js', ...fast),
    apps.serve('emulator/app/emulator.js', ...fast, '--speculator', 'mlp'),
  ]);
  config = join(apps.data, 'slipstream.yaml');
  adminUrl = `http://127.0.0.1:${await freePort()}`;
  writeFileSync(
    config,
    `
admin: { listen: '${new URL(adminUrl).host}', keys: { ops: { secret: sk-of-whoever-looks-after-it } } }
models:
  tgi:
    variants:
      baseline: { engine: tgi, model: meta-llama/Meta-Llama-3-8B-Instruct, base: llama-3-8b, replicas: ['${baseline.url}'] }
      mlp: { engine: tgi, model: ibm-fms/llama3-8b-accelerator, base: llama-3-8b, control: baseline, speculator: { kind: mlp }, replicas: ['${mlp.url}'] }
    experiment: { seed: bundle, weights: { baseline: 1, mlp: 1 }, allowForced: true }
telemetry: { otlp: { endpoint: '${collector.endpoint}', sampleRatio: 1 } }
`,
  );
  gateway = await apps.serve('gateway/app/gateway.js', '--config', config, '--port', '0');
}, 60_000);

afterAll(async () => {
  await apps?.[Symbol.asyncDispose]();
  await collector?.stop();
});

function ask(variant: string, stream: boolean, tokens = 40): Promise<Response> {
  return fetch(`${gateway.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-slipstream-variant': variant },
    body: JSON.stringify({
      model: 'tgi',
      stream,
      max_tokens: tokens,
      messages: [{ role: 'user', content: 'What is deep learning?' }],
    }),
  });
}

describe('the bundles', () => {
  it('answer, stream, meter and book', async () => {
    const whole = await ask('baseline', false);
    expect([whole.status, whole.headers.get('x-slipstream-variant')]).toEqual([200, 'baseline']);
    expect(await whole.json()).toMatchObject({ usage: { completion_tokens: 40 } });
    expect(await (await ask('mlp', true)).text()).toMatch(/data: \[DONE\]\n\n$/);
    const page = await (await fetch(`${gateway.url}/metrics`)).text();
    expect(page).toMatch(/^slipstream_requests_total\{[^}]*variant="mlp"[^}]*outcome="ok"\} 1$/m);
    expect(page).toMatch(/^slipstream_build_info\{version="\d+\.\d+\.\d+"\} 1$/m);
    const usage = await apps.run('gateway/app/slipstream.js', 'usage', '--config', config, '--format', 'json');
    expect(usage, usage.said).toMatchObject({ code: 0 });
    const rows = JSON.parse(usage.said) as readonly { readonly completionTokens: number }[];
    expect(rows.map((row) => row.completionTokens)).toEqual([40, 40]);
  });

  it('measure through the gateway', async () => {
    const load = ['--vus', '1', '--requests', '2', '--warmup', '1', '--max-tokens', '20', '--variants', 'baseline,mlp'];
    const bench = await apps.run('bench/app/bench.js', 'run', '--via', gateway.url, '--model', 'tgi', ...load);
    expect(bench, bench.said).toMatchObject({ code: 0 });
    expect(bench.said).toMatch(/^mlp .*\|/m);
  });

  it('have a console with its script and its style', async () => {
    const page = await (await fetch(`${adminUrl}/console`)).text();
    expect(page).toContain('<h1>Sign in</h1>');
    const [assets = ''] = /\/console\/assets\/[0-9a-f]+/.exec(page) ?? [];
    const sizes = ['console.css', 'main.js', 'uplot.js'].map(async (name) => {
      const file = await fetch(`${adminUrl}${assets}/${name}`);
      return [name, file.status, (await file.text()).length > 1000];
    });
    expect(await Promise.all(sizes)).toEqual([
      ['console.css', 200, true],
      ['main.js', 200, true],
      ['uplot.js', 200, true],
    ]);
  });

  it('tell an image whether they are ready', async () => {
    const healthy = await apps.run('gateway/app/healthcheck.js', `${gateway.url}/ready`);
    expect(healthy).toEqual({ code: 0, said: '' });
    const lost = await apps.run('emulator/app/healthcheck.js', `${gateway.url}/nowhere`);
    expect(lost.code).toBe(1);
    expect(lost.said).toContain('/nowhere answers 404');
  });

  // The last one: it ends the gateway.
  it('finish what is under way on SIGTERM, send the last traces, and end with 0', async () => {
    const answer = await ask('baseline', true, 200);
    const text = answer.text();
    gateway.signal('SIGTERM');
    expect(await text).toMatch(/data: \[DONE\]\n\n$/);
    const { code, said } = await gateway.ended;
    expect(code, said).toBe(0);
    expect(collector.spans.filter(({ kind }) => kind === 2).length).toBeGreaterThanOrEqual(3);
  });
});

describe('each bundle', () => {
  it.each(appPlans)('of $app says what is in it, and under which licences', ({ app }) => {
    const read = (file: string): string => readFileSync(join(apps.folder, app, file), 'utf8');
    const { dependencies } = JSON.parse(readFileSync(`apps/${app}/package.json`, 'utf8')) as {
      dependencies: Readonly<Record<string, string>>;
    };
    const foreign = Object.keys(dependencies).filter((name) => !name.startsWith('@slipstream/'));
    const { bomFormat, components } = JSON.parse(read('sbom.cdx.json')) as {
      readonly bomFormat: string;
      readonly components: readonly { readonly name: string; readonly version: string }[];
    };
    expect(bomFormat).toBe('CycloneDX');
    expect(components.map(({ name }) => name)).toEqual(expect.arrayContaining(foreign));
    const licences = read('THIRD-PARTY-LICENSES.txt');
    for (const { name, version } of components) expect(licences).toContain(`${name} ${version}`);
    expect(read('LICENSE')).toContain('Apache License');
    expect(existsSync(join(apps.folder, app, 'node_modules'))).toBe(false);
  });
});
