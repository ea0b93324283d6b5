import { parsePrometheusText, sampleValue } from '@slipstream/wire';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RunningChild } from '../../scripts/demo/child.ts';
import { startEmulator, startGateway, type Emulator } from '../support/start.ts';

/** One emulated TGI with faults on demand behind a real gateway: what does the client see? */

const question = {
  model: 'tgi',
  messages: [{ role: 'user', content: 'What is deep learning?' }],
  max_tokens: 60,
  temperature: 0,
};
let emulator: Emulator;
let gateway: RunningChild;

beforeAll(async () => {
  emulator = await startEmulator('--speculator', 'mlp', '--time-scale', '20');
  gateway = await startGateway(`
timeouts: { firstToken: 400ms, idle: 400ms }
models:
  tgi:
    variants:
      mlp: { engine: tgi, model: ibm-fms/llama3-8b-accelerator, speculator: { kind: mlp }, replicas: [${emulator.url}] }
  ghost:
    variants:
      only: { engine: tgi, model: ghost, replicas: ['http://127.0.0.1:9'] }
`);
});

afterEach(async () => {
  await fetch(`${emulator.url}/emulator/faults`, { method: 'DELETE' });
});

afterAll(async () => {
  await gateway?.stop();
  await emulator?.stop();
});

async function setFault(fault: Readonly<Record<string, unknown>>): Promise<void> {
  const response = await fetch(`${emulator.url}/emulator/faults`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ faults: [fault] }),
  });
  expect(response.status).toBe(200);
}

interface Seen {
  readonly status: number;
  readonly text: string;
  /** The body ended as HTTP says a whole body ends. */
  readonly isCleanEnd: boolean;
}

async function ask(body: Readonly<Record<string, unknown>>): Promise<Seen> {
  const response = await fetch(`${gateway.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  let text = '';
  const decoder = new TextDecoder();
  try {
    for await (const chunk of response.body ?? []) text += decoder.decode(chunk, { stream: true });
  } catch {
    return { status: response.status, text, isCleanEnd: false };
  }
  return { status: response.status, text, isCleanEnd: true };
}

function errorOf(text: string): { readonly message: string; readonly code: string } {
  return (JSON.parse(text) as { error: { message: string; code: string } }).error;
}

describe('before the first token, a failure is a real status', () => {
  it.each([
    ['overloaded', { kind: 'overloaded' }, 429, 'engine_overloaded'],
    ['generation failed', { kind: 'generation-failed' }, 424, 'engine_failed'],
    ['an HTML page', { kind: 'html' }, 502, 'upstream_malformed'],
    ['a reset before the head', { kind: 'reset' }, 502, 'upstream_reset'],
  ] as const)('%s, streaming and not', async (_name, fault, status, code) => {
    for (const stream of [true, false]) {
      await setFault(fault);
      const seen = await ask({ ...question, stream });
      expect(errorOf(seen.text).code).toBe(code);
      expect(seen.status).toBe(status);
      expect(seen.text).not.toMatch(/<html/i);
    }
  });

  it('silence is a first-token timeout of a stream', async () => {
    await setFault({ kind: 'silence' });
    const seen = await ask({ ...question, stream: true });
    expect(errorOf(seen.text).code).toBe('first_token_timeout');
    expect(seen.status).toBe(504);
  });

  it('an unreachable replica is 503 with the variant that has none ready', async () => {
    const seen = await ask({ ...question, model: 'ghost' });
    expect(seen.status).toBe(503);
    expect(errorOf(seen.text)).toMatchObject({ code: 'no_ready_replica' });
  });
});

describe('after it, a cut stream never ends cleanly', () => {
  it.each([
    ['cut inside an event', { kind: 'cut-mid-event', after: 5 }, 'upstream_truncated'],
    ['stalled', { kind: 'stall', after: 5 }, 'idle_timeout'],
    ['a malformed event', { kind: 'malformed-event', after: 5 }, 'upstream_malformed'],
    ['a failed generation', { kind: 'generation-failed', after: 5 }, 'engine_failed'],
  ] as const)('%s', async (_name, fault, code) => {
    await setFault(fault);
    const seen = await ask({ ...question, stream: true });
    expect(seen.status).toBe(200);
    expect(seen.text).toContain('"role":"assistant"');
    expect(seen.text).not.toContain('[DONE]');
    expect(seen.text).toContain(code);
    expect(seen.isCleanEnd).toBe(false);
  });

  it('counts each ending under its own outcome', async () => {
    const page = parsePrometheusText(await (await fetch(`${gateway.url}/metrics`)).text());
    if (!page.ok) throw new Error(page.issue.message);
    for (const outcome of [
      'upstream_truncated',
      'idle_timeout',
      'engine_overloaded',
      'upstream_malformed',
      'engine_failed',
    ]) {
      expect(
        sampleValue(page.page, 'slipstream_requests_total', undefined, { model: 'tgi', outcome }),
        outcome,
      ).toBeGreaterThan(0);
    }
  });
});

it('a client that leaves frees the engine within a step', async () => {
  const before = (await emulator.truth()) as unknown as { aborted: number };
  const leaving = new AbortController();
  const response = await fetch(`${gateway.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...question, stream: true, max_tokens: 1500, temperature: 1 }),
    signal: leaving.signal,
  });
  const reader = response.body?.getReader();
  await reader?.read();
  leaving.abort();
  await reader?.closed.catch(() => {});
  await expect
    .poll(async () => (await emulator.truth()) as unknown as { aborted: number; running: number }, {
      timeout: 3000,
      interval: 10,
    })
    .toMatchObject({ aborted: before.aborted + 1, running: 0 });
});
