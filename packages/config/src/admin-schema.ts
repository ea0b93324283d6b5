import { z } from 'zod';
import { addressWanted, readAddress } from './address.ts';
import type { AdminSection } from './config-file.ts';
import { readKeySecret, secretWanted } from './key-secret.ts';
import { readToken } from './header-text.ts';
import { readCollectorUrl } from './origin-url.ts';
import { textSchema } from './text-schema.ts';

const key = z.strictObject({
  secret: textSchema('text', secretWanted, readKeySecret).describe(
    'Sent as `Authorization: Bearer …`: its SHA-256 as `sha256:…`, or `"${NAME}"` with the key itself set outside. Never shown again.',
  ),
  role: z
    .enum(['viewer', 'operator', 'admin'])
    .default('viewer')
    .describe('Look; lead rollouts, too, and pull the brake; or also promote without a proof and release the brake.'),
});

const webhook = z.strictObject({
  url: textSchema('URL', 'must be a URL, such as https://hooks.example.com/slipstream', readCollectorUrl).describe(
    'Gets each decision about a rollout, as JSON.',
  ),
  secret: textSchema('text', 'must be text', readToken).describe(
    'Signs each call: `x-slipstream-signature: sha256=HMAC(secret, "TIME.BODY")`; `x-slipstream-delivery` is the same when it is told again. Write `"${NAME}"` and set it outside.',
  ),
});

/** Closed unless it is configured, and never open to whoever has no key. */
export const adminSchema: z.ZodType<AdminSection | null> = z
  .strictObject({
    listen: textSchema('HOST:PORT', addressWanted, readAddress)
      .prefault('127.0.0.1:9090')
      .describe('Where the admin API listens; never the address for clients.'),
    keys: z.record(z.string(), key).describe('Who may use it, by name. The name is what the audit log keeps.'),
    webhooks: z.array(webhook).default([]).describe('Who is told of decisions.'),
  })
  .nullable()
  .default(null)
  .describe('The admin API, on a port of its own; none without it.');
