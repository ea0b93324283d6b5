import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GatewayChild } from '../../support/gateway-child.ts';
import { startEmulator } from '../../support/start.ts';
import type { Emulator } from '../../support/start.ts';
import { until } from '../../support/until.ts';

/** Keys made and taken back by the command line beside a gateway that runs, and what their owners are told. */

const cli = join(import.meta.dirname, '..', '..', '..', 'apps', 'gateway', 'src', 'cli', 'main.ts');
let engine: Emulator;
let folder: string;
let configFile: string;
let yaml: string;

beforeAll(async () => {
  engine = await startEmulator('--dialect', 'tgi-3.3', '--time-scale', '20');
  folder = mkdtempSync(join(tmpdir(), 'slipstream-keys-'));
  configFile = join(folder, 'slipstream.yaml');
  yaml = `
database: { path: ${join(folder, 'slipstream.db')} }
models:
  tgi:
    prices: { prompt: 1, completion: 2 }
    variants: { baseline: { engine: tgi, model: m, replicas: ["${engine.url}"] } }
`;
  writeFileSync(configFile, yaml);
}, 30_000);
afterAll(async () => {
  await engine?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function slipstream(...args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [cli, ...args, '--config', configFile], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => (out += String(chunk)));
  child.stderr.on('data', (chunk) => (err += String(chunk)));
  const [code] = (await once(child, 'close')) as [number];
  if (code !== 0) throw new Error(err);
  return out.trim();
}

interface Answer {
  readonly usage?: { readonly prompt_tokens: number; readonly completion_tokens: number };
  readonly error?: { readonly code: string };
}

async function ask(url: string, secret: string | null): Promise<{ status: number; answer: Answer }> {
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(secret === null ? {} : { authorization: `Bearer ${secret}` }) },
    body: JSON.stringify({ model: 'tgi', messages: [{ role: 'user', content: 'Hello' }], max_tokens: 8 }),
  });
  return { status: response.status, answer: (await response.json()) as Answer };
}

const statusOf = async (url: string, secret: string | null): Promise<number> => (await ask(url, secret)).status;

describe('keys beside a running gateway', () => {
  it('are followed as they are made, rotated and taken back', { timeout: 60_000 }, async () => {
    await using gateway = await GatewayChild.start(yaml);
    expect(await statusOf(gateway.url, null)).toBe(200);
    const first = await slipstream('keys', 'create', 'team-a');
    await until(async () => (await statusOf(gateway.url, null)) === 401, 'the gateway stayed open');
    expect(await statusOf(gateway.url, first)).toBe(200);

    const second = await slipstream('keys', 'rotate', 'team-a');
    await until(async () => (await statusOf(gateway.url, second)) === 200, 'the new secret is not known');
    expect(await statusOf(gateway.url, first)).toBe(401);

    await slipstream('keys', 'revoke', 'team-a');
    await until(async () => (await statusOf(gateway.url, second)) === 401, 'the key is still good');
    expect(await statusOf(gateway.url, null)).toBe(401);
    expect(gateway.complaints).toEqual([]);
  });

  it(
    'are held to their budgets, also after a restart, and their owners see what they used',
    { timeout: 60_000 },
    async () => {
      const secret = await slipstream('keys', 'create', 'team-b', '--day-tokens', '20/60');
      let used = 0;
      let cost = 0;
      {
        await using gateway = await GatewayChild.start(yaml);
        while (used < 60) {
          const { status, answer } = await ask(gateway.url, secret);
          expect(status).toBe(200);
          const { prompt_tokens: prompt = NaN, completion_tokens: completion = NaN } = answer.usage ?? {};
          used += prompt + completion;
          cost += prompt * 1e-6 + completion * 2e-6;
        }
        const { status, answer } = await ask(gateway.url, secret);
        expect([status, answer.error?.code]).toEqual([402, 'budget_exceeded']);
        gateway.signal('SIGTERM');
        expect(await gateway.exitCode()).toBe(0);
      }
      await using gateway = await GatewayChild.start(yaml);
      expect(await statusOf(gateway.url, secret)).toBe(402);
      const headers = { authorization: `Bearer ${secret}` };
      const usage = await (await fetch(`${gateway.url}/v1/usage?since=1h&by=key,model`, { headers })).json();
      expect(usage).toMatchObject({
        object: 'usage',
        data: [{ key: 'team-b', model: 'tgi', cost: expect.closeTo(cost, 9) }],
      });
      const [row] = (usage as { data: readonly { promptTokens: number; completionTokens: number }[] }).data;
      expect((row?.promptTokens ?? 0) + (row?.completionTokens ?? 0)).toBe(used);
      expect(await slipstream('usage', '--by', 'key', '--since', '1h', '--format', 'csv')).toMatch(/^team-b,/m);
    },
  );
});

describe('a gateway without keys', () => {
  const elsewhere = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const address = elsewhere.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

  it.skipIf(address === undefined)('serves this machine alone, and says so', { timeout: 30_000 }, async () => {
    const log: string[] = [];
    const open = yaml.replace(/^database:.*$/m, 'database: { path: off }');
    await using gateway = await GatewayChild.start(`listen: 0.0.0.0:0\n${open}`, { onLine: (line) => log.push(line) });
    const { port } = new URL(gateway.url);
    expect(await statusOf(`http://127.0.0.1:${port}`, null)).toBe(200);
    const { status, answer } = await ask(`http://${address}:${port}`, null);
    expect([status, answer.error?.code]).toEqual([401, 'unauthorized']);
    expect((await fetch(`http://${address}:${port}/v1/models`)).status).toBe(401);
    expect((await fetch(`http://${address}:${port}/health`)).status).toBe(200);
    expect(log.join('\n')).toContain('there are no keys: only clients on this machine are served');
  });
});
