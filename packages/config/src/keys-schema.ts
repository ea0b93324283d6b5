import { z } from 'zod';
import { budgetsSchema } from './budgets-schema.ts';
import type { KeySection } from './config-file.ts';
import { roles } from './config.ts';
import { readKeySecret, secretWanted } from './key-secret.ts';
import { textSchema } from './text-schema.ts';
import { ratesSchema } from './limits-schema.ts';

const key = z.strictObject({
  secret: textSchema('text', secretWanted, readKeySecret).describe(
    'What a client sends as `Authorization: Bearer …`: its SHA-256 as `sha256:…`, or `"${NAME}"` with the key itself set outside. Never shown again.',
  ),
  models: z.array(z.string()).min(1).nullable().default(null).describe('Models that this key may use. Default: all.'),
  allowForced: z
    .boolean()
    .default(false)
    .describe('Whether this key may choose a variant by `x-slipstream-variant`, where the experiment allows it.'),
  rates: ratesSchema,
  budgets: budgetsSchema,
  role: z
    .enum(roles)
    .nullable()
    .default(null)
    .describe('What this key may do in the admin API: look, move traffic, or change who may what. Default: nothing.'),
});

/** By name, which is the value of a label: there are as many as the file has, and no client makes another. */
export const keysSchema: z.ZodType<Readonly<Record<string, KeySection>> | null> = z
  .record(z.string(), key)
  .nullable()
  .default(null)
  .describe(
    'Keys of clients, by name, beside those that `npm run slipstream -- keys create` makes. With any of either, every `/v1` request needs one; without, only clients on this machine are served.',
  );
