import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { closeServer, listen } from '../listen.ts';
import { postWebhook } from './post-webhook.ts';

describe('postWebhook', () => {
  it('signs time and body, so that whoever has the secret can tell who sent it and when', async () => {
    const received = Promise.withResolvers<{ headers: Record<string, unknown>; body: string }>();
    const server = createServer((incoming, outgoing) => {
      let body = '';
      incoming.on('data', (chunk: Buffer) => (body += chunk.toString()));
      incoming.on('end', () => {
        received.resolve({ headers: incoming.headers, body });
        outgoing.writeHead(202).end('thank you');
      });
    });
    const url = await listen(server, { host: '127.0.0.1', port: 0 });
    const delivery = { id: 'live.1.here', body: '{"a":1}' };
    expect(await postWebhook({ url: `${url}/hook`, secret: 'shh' }, delivery, 1_800_000_000_999)).toBe(202);
    const { headers, body } = await received.promise;
    const signature = createHmac('sha256', 'shh').update(`1800000000.${body}`).digest('hex');
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'x-slipstream-delivery': 'live.1.here',
      'x-slipstream-time': '1800000000',
      'x-slipstream-signature': `sha256=${signature}`,
    });
    await closeServer(server);
    await expect(postWebhook({ url, secret: 'shh' }, delivery, 0)).rejects.toThrow();
  });
});
