import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Instruments } from '@slipstream/metrics';
import type { Config, Replica } from '@slipstream/config';
import { parsePrometheusText, sampleValue } from '@slipstream/wire';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManualTime } from '../testing/manual-time.ts';
import type { FetchPage, Logger } from '../ports.ts';
import { EngineLedger } from './engine-ledger.ts';
import { Scraper } from './scraper.ts';
import { testConfig } from './testing/test-config.ts';

/** Real pages over a real socket; the time between rounds is moved by hand. */
let engine: Server;
let answer: { status: number; text: string } = { status: 200, text: '' };
let asked: number;
let paths: string[];
let hold: Promise<void> | null;
let config: Config;
let time: ManualTime;
let instruments: Instruments;
let ledger: EngineLedger;
let rounds: string[][];
let logged: { level: string; fields: Readonly<Record<string, unknown>> }[];
let scraper: Scraper;

beforeEach(async () => {
  asked = 0;
  paths = [];
  hold = null;
  answer = { status: 200, text: skippedTokens(0, 0) };
  engine = createServer((request, response) => {
    asked += 1;
    paths.push(request.url ?? '');
    void (hold ?? Promise.resolve()).then(() => response.writeHead(answer.status).end(answer.text));
  });
  await new Promise<void>((listening) => engine.listen(0, '127.0.0.1', listening));
  config = testConfig({ mlpReplicas: [urlOf(engine)] });
  time = new ManualTime();
  instruments = new Instruments();
  ledger = new EngineLedger(instruments);
  rounds = [];
  logged = [];
  scraper = new Scraper({
    config: () => config,
    fetchPage,
    ledger,
    clock: time,
    timers: time,
    random: () => 0.5,
    logger: recordingLogger(),
    onRound: (_, read) => rounds.push(read.map((target) => target.replica.name)),
  });
});

afterEach(async () => {
  scraper.stop();
  engine.closeAllConnections();
  await new Promise((closed) => engine.close(closed));
});

describe('Scraper', () => {
  it('counts what an engine counted since the first page', async () => {
    answer.text = skippedTokens(40, 100);
    await scraper.scrapeNow();
    answer.text = skippedTokens(47, 110);
    await scraper.scrapeNow();
    expect(await counted('slipstream_engine_steps_total')).toBe(10);
    expect(await counted('slipstream_engine_accepted_tokens_total')).toBe(7);
    expect(await counted('slipstream_engine_scrapes_total', { result: 'ok' })).toBe(2);
  });

  it('carries the counters on across a restart, and counts it', async () => {
    for (const [sum, count] of [
      [0, 0],
      [7, 10],
      [3, 4],
    ] as const) {
      answer.text = skippedTokens(sum, count);
      await scraper.scrapeNow();
    }
    expect(await counted('slipstream_engine_steps_total')).toBe(14);
    expect(await counted('slipstream_engine_accepted_tokens_total')).toBe(10);
    expect(await counted('slipstream_engine_resets_total')).toBe(1);
  });

  it('keeps the last good values when a page is garbled, and says so once', async () => {
    await scraper.scrapeNow();
    answer.text = skippedTokens(7, 10);
    await scraper.scrapeNow();
    answer.text = '\u0000{{{ 12 garbled';
    await scraper.scrapeNow();
    await scraper.scrapeNow();
    expect(await counted('slipstream_engine_steps_total')).toBe(10);
    expect(await counted('slipstream_engine_resets_total')).toBe(0);
    expect(await counted('slipstream_engine_scrapes_total', { result: 'malformed' })).toBe(2);
    const ofMlp = logged.filter(({ fields }) => fields['replica'] === 'mlp-0');
    expect(ofMlp).toEqual([{ level: 'warn', fields: expect.objectContaining({ result: 'malformed' }) }]);
    answer.text = skippedTokens(8, 12);
    await scraper.scrapeNow();
    expect(await counted('slipstream_engine_steps_total')).toBe(12);
  });

  it('reads the page where the engine has it, and all that it counts', async () => {
    config = testConfig({ mlpEngine: 'trtllm', mlpReplicas: [urlOf(engine)] });
    answer.text = trtLlmPage(0, 0, 0);
    await scraper.scrapeNow();
    answer.text = trtLlmPage(150, 60, 40);
    await scraper.scrapeNow();
    expect(paths).toEqual(['/prometheus/metrics', '/prometheus/metrics']);
    expect(await counted('slipstream_engine_generated_tokens_total')).toBe(150);
    expect(await counted('slipstream_engine_steps_total')).toBe(110);
    expect(await counted('slipstream_engine_accepted_tokens_total')).toBe(40);
    expect(await counted('slipstream_engine_drafts_total')).toBe(60);
    expect(await counted('slipstream_engine_accepted_position_tokens_total', { position: '0' })).toBe(40);
    expect(await counted('slipstream_engine_kv_use_ratio')).toBe(0.4);
  });

  it('never lets a counter of its own fall, though the steps that follow from rounded tokens do', async () => {
    config = testConfig({ mlpEngine: 'llamacpp', mlpReplicas: [urlOf(engine)] });
    const steps: (number | null)[] = [];
    // Six digits of 1,000,000, 1,000,004 and 1,000,011 tokens; 0, 3 and 6 of them were kept.
    for (const [tokens, kept] of [
      ['1e+06', 0],
      ['1e+06', 3],
      ['1.00001e+06', 6],
    ] as const) {
      answer.text = llamaCppPage(tokens, kept);
      await scraper.scrapeNow();
      steps.push(await counted('slipstream_engine_steps_total'));
    }
    expect(steps).toEqual([0, 0, 4]);
    expect(await counted('slipstream_engine_resets_total')).toBe(0);
  });

  it('asks nothing of a server whose counters nobody knows', async () => {
    config = testConfig({ mlpEngine: 'generic', mlpReplicas: [urlOf(engine)] });
    await scraper.scrapeNow();
    expect(asked).toBe(0);
    expect(await counted('slipstream_engine_scrapes_total')).toBeNull();
    expect(ledger.sums(config.models.get('tgi')!, config.models.get('tgi')!.variants.get('mlp')!)).toBeNull();
  });

  it('counts an engine that cannot be reached, and goes on with the others', async () => {
    await scraper.scrapeNow();
    expect(await counted('slipstream_engine_scrapes_total', { result: 'unreachable' }, 'baseline')).toBe(1);
    expect(await counted('slipstream_engine_scrapes_total', { result: 'ok' })).toBe(1);
    expect(rounds).toEqual([['mlp-0']]);
  });

  it('shows the load while it is known, and none while it is not', async () => {
    answer.text = '# TYPE tgi_batch_current_size gauge\ntgi_batch_current_size 3\n';
    await scraper.scrapeNow();
    expect(await counted('slipstream_engine_running_requests')).toBe(3);
    answer = { status: 500, text: 'oops' };
    await scraper.scrapeNow();
    expect(await counted('slipstream_engine_running_requests')).toBeNull();
    expect(await counted('slipstream_engine_scrapes_total', { result: 'rejected' })).toBe(1);
  });

  it('asks again one interval after the end of a round, and not before', async () => {
    await scraper.start();
    expect(asked).toBe(1);
    time.advance(4999);
    expect(time.alive).toBe(1);
    expect(asked).toBe(1);
    time.advance(1);
    await until(() => rounds.length === 2);
    expect(asked).toBe(2);
    await until(() => time.alive === 1);
  });

  it('plans nothing after it was stopped', async () => {
    await scraper.start();
    scraper.stop();
    expect(time.alive).toBe(0);
  });

  it('never overlaps rounds, and gives everyone who waits a round that began after they asked', async () => {
    let release = (): void => undefined;
    hold = new Promise((resolve) => (release = resolve));
    const first = scraper.scrapeNow();
    await until(() => asked === 1);
    const second = scraper.scrapeNow();
    const third = scraper.scrapeNow();
    expect(third).toBe(second);
    expect(asked).toBe(1);
    answer.text = skippedTokens(1, 2);
    hold = null;
    release();
    await Promise.all([first, second]);
    expect(asked).toBe(2);
    expect(rounds).toHaveLength(2);
  });
});

const fetchPage: FetchPage = async (replica: Replica, path, timeoutMs) => {
  try {
    const response = await fetch(new URL(path, replica.url), { signal: AbortSignal.timeout(timeoutMs) });
    const body = new Uint8Array(await response.arrayBuffer());
    return { ok: true, status: response.status, contentType: response.headers.get('content-type'), body };
  } catch (error) {
    return { ok: false, failure: String(error) };
  }
};

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function trtLlmPage(tokens: number, drafted: number, kept: number): string {
  return `# TYPE trtllm_generation_tokens_total counter
trtllm_generation_tokens_total ${tokens}
# TYPE trtllm_spec_decode_drafted_tokens_total counter
trtllm_spec_decode_drafted_tokens_total{token_position="0"} ${drafted}
# TYPE trtllm_spec_decode_accepted_tokens_total counter
trtllm_spec_decode_accepted_tokens_total{token_position="0"} ${kept}
trtllm_kv_cache_utilization 0.4
`;
}

function llamaCppPage(tokens: string, kept: number): string {
  return `llamacpp:tokens_predicted_total ${tokens}
llamacpp:spec_decode_num_accepted_tokens_per_pos_total{position="0"} ${kept}
`;
}

function skippedTokens(sum: number, count: number): string {
  const name = 'tgi_request_skipped_tokens';
  return `# TYPE ${name} summary\n${name}_sum ${sum}\n${name}_count ${count}\n`;
}

async function counted(family: string, labels: Record<string, string> = {}, variant = 'mlp'): Promise<number | null> {
  const parsed = parsePrometheusText(await instruments.render());
  if (!parsed.ok) throw new Error(parsed.issue.message);
  return sampleValue(parsed.page, family, family, { model: 'tgi', variant, ...labels });
}

async function until(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 5000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error('it never came to hold');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function recordingLogger(): Logger {
  const at = (level: string) => (fields: Readonly<Record<string, unknown>>) => void logged.push({ level, fields });
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
