import { createHmac } from 'node:crypto';
import type { Webhook } from '@slipstream/config';
import { request } from 'undici';
import type { WebhookDelivery } from '../ports.ts';

const TIMEOUT_MS = 10_000;

/**
 * Posts JSON with `x-slipstream-time` (seconds since the epoch) and `x-slipstream-signature: sha256=HEX`, the HMAC of
 * `TIME.BODY` with the webhook's secret: whoever gets it can tell that it is ours, and not an old one sent again. `x-slipstream-delivery`
 * is the same at each try.
 */
export async function postWebhook(
  { url, secret }: Webhook,
  { id, body }: Pick<WebhookDelivery, 'id' | 'body'>,
  sentAtMs: number,
): Promise<number> {
  const time = String(Math.floor(sentAtMs / 1000));
  const signature = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
  const headers = {
    'content-type': 'application/json',
    'x-slipstream-delivery': id,
    'x-slipstream-time': time,
    'x-slipstream-signature': `sha256=${signature}`,
  };
  const timeouts = { headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS };
  const response = await request(url, { method: 'POST', headers, body, ...timeouts });
  await response.body.dump();
  return response.statusCode;
}
