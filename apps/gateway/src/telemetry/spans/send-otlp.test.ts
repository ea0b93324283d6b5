import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { sendOtlp } from './send-otlp.ts';

/** A collector that answers with these, one after the other, and the last of them for ever. */
async function collector(...statuses: readonly number[]): Promise<AsyncDisposable & { url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const status = statuses[Math.min(asked.length, statuses.length - 1)] ?? 200;
    asked.push(`${request.url} ${request.headers['content-type']} ${String(request.headers['x-team'])}`);
    request.resume();
    if (status !== 0) response.writeHead(status).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`;
  return {
    url,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const send = (url: string, timeoutMs: number): Promise<void> =>
  sendOtlp({ url, headers: { 'x-team': 'speed' }, timeoutMs }, Buffer.from('spans'));

describe('sendOtlp', () => {
  it('posts protobuf with the configured headers', async () => {
    await using target = await collector(200);
    await send(target.url, 5000);
    expect(target.asked).toEqual(['/v1/traces application/x-protobuf speed']);
  });

  it('tries again where the collector is only busy', async () => {
    await using target = await collector(503, 200);
    await send(target.url, 5000);
    expect(target.asked).toHaveLength(2);
  });

  it.each([
    ['refuses', 400, 5000, '400'],
    ['stays busy', 503, 300, 'timeout'],
    ['says nothing', 0, 100, 'timeout'],
  ])('rejects where the collector %s', async (_what, status, timeoutMs, reason) => {
    await using target = await collector(status);
    await expect(send(target.url, timeoutMs)).rejects.toThrow(reason);
  });
});
