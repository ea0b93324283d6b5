import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { BenchError } from '../run/bench-error.ts';
import { startTgi } from '../testing/start-tgi.ts';
import { readEngineName } from './read-engine-name.ts';
import { scrapeEngines } from './scrape-engine.ts';

async function pageOf(status: number, body: string): Promise<URL> {
  const server = createServer((_, response) => void response.writeHead(status).end(body));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`);
}

describe('scrapeEngines', () => {
  it('reads sum and count of the summary that TGI 2.2 writes, and 0 before the first request', async () => {
    const { tgi, url } = await startTgi();
    const metrics = new URL('/metrics', url);
    const [fresh] = await scrapeEngines([metrics]);
    tgi.accepted = 783;
    tgi.passes = 1067;
    const [used] = await scrapeEngines([metrics]);
    expect([fresh!.counters.steps, used!.counters.accepted, used!.counters.steps]).toEqual([0, 783, 1067]);
  });

  it('reads the page of whichever engine it is', async () => {
    const vllm = '# TYPE vllm:generation_tokens_total counter\nvllm:generation_tokens_total{engine="0"} 42\n';
    const [reading] = await scrapeEngines([await pageOf(200, vllm)]);
    expect(reading!.counters).toMatchObject({ tokens: 42, steps: null });
    await expect(scrapeEngines([await pageOf(200, 'node_load1 0.5\n')])).rejects.toThrow('no metrics of an engine');
  });

  it('says which page is not what it should be', async () => {
    await expect(scrapeEngines([await pageOf(200, '<html>')])).rejects.toThrow(
      /127\.0\.0\.1:\d+\/metrics is not Prometheus/u,
    );
    await expect(scrapeEngines([await pageOf(404, '')])).rejects.toThrow('answers HTTP 404');
    await expect(scrapeEngines([await pageOf(404, '')])).rejects.toThrow(BenchError);
  });
});

describe('readEngineName', () => {
  it('asks /info beside the metrics', async () => {
    const { url } = await startTgi({ modelId: 'ibm-fms/llama3-8b-accelerator' });
    expect(await readEngineName(new URL('/metrics', url))).toMatchObject({ model: 'ibm-fms/llama3-8b-accelerator' });
  });

  it('is unknown where that is no TGI', async () => {
    expect(await readEngineName(await pageOf(200, '{"hello":1}'))).toBeNull();
    expect(await readEngineName(await pageOf(500, ''))).toBeNull();
  });
});
