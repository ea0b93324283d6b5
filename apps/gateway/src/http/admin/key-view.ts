import { z } from '@hono/zod-openapi';
import { roles } from '@slipstream/config';
import type { ListedKey } from '../../admission/key-desk.ts';
import type { KeyEvent } from '../../key-book.ts';

/** As the configuration and the command line have them. */
const windows = [1, 60, 3600, 86_400];

const rateSchema = z
  .strictObject({
    amount: z.int().min(1).max(1e15),
    windowSeconds: z
      .int()
      .refine((seconds) => windows.includes(seconds), `must be one of ${windows.join(', ')}`)
      .openapi({ enum: windows }),
  })
  .openapi('Rate');

const ratesSchema = z
  .strictObject({ requests: rateSchema.nullable().default(null), tokens: rateSchema.nullable().default(null) })
  .openapi('Rates', { description: 'Null: no limit.' });

const amount = z.number().min(0).max(1e15).nullable().default(null);

const limitSchema = z
  .strictObject({ soft: amount, hard: amount })
  .refine(({ soft, hard }) => soft === null || hard === null || soft <= hard, 'the soft limit is above the hard one')
  .default({ soft: null, hard: null })
  .openapi('BudgetLimit', { description: 'Past `soft` the owner is warned, past `hard` the key is refused.' });

const none = { tokens: { soft: null, hard: null }, cost: { soft: null, hard: null } };
const budgetSchema = z.strictObject({ tokens: limitSchema, cost: limitSchema }).default(none).openapi('Budget');
const budgetsSchema = z.strictObject({ day: budgetSchema, month: budgetSchema }).openapi('Budgets');

const grants = {
  role: z.enum(roles).nullable().openapi({ description: 'In the admin API; null: none.' }),
  models: z.array(z.string()).min(1).nullable().openapi({ description: 'Null: all.' }),
  allowForced: z.boolean().openapi({ description: 'Whether it may choose a variant.' }),
  rates: ratesSchema,
  budgets: budgetsSchema,
};

export const whySchema = z.string().max(500).default('').openapi({ description: 'For the audit.' });

/** What is wished for: whatever is left out is not granted, or not limited. */
export const wishSchema = z
  .strictObject({
    name: z.string().max(63),
    role: grants.role.default(null),
    models: grants.models.default(null),
    allowForced: grants.allowForced.default(false),
    rates: grants.rates.default({ requests: null, tokens: null }),
    budgets: grants.budgets.default({ day: none, month: none }),
    why: whySchema,
  })
  .openapi('KeyWish');

export const keySchema = z
  .object({
    name: z.string(),
    source: z
      .enum(['configuration', 'database'])
      .openapi({ description: 'Keys of the configuration are changed there.' }),
    ...grants,
    createdAt: z.iso.datetime().nullable().openapi({ description: 'Null: the configuration does not say.' }),
    revokedAt: z.iso.datetime().nullable().openapi({ description: 'Null: it is good.' }),
    previousUntil: z.iso.datetime().nullable().openapi({ description: 'Until when the secret before is good, too.' }),
  })
  .openapi('Key', { description: 'Never its secret, nor a hash of it.' });

export const changedKeySchema = z
  .object({
    key: keySchema,
    secret: z.string().nullable().openapi({
      description: 'Shown this once. Null: the same request was decided before, and the secret was shown then.',
    }),
  })
  .openapi('ChangedKey');

export const keyEventSchema = z
  .object({
    seq: z.int(),
    at: z.iso.datetime(),
    by: z.string(),
    action: z.enum(['create', 'rotate', 'revoke']),
    key: z.string(),
    why: z.string(),
    request: z.string().nullable(),
    details: z
      .record(z.string(), z.unknown())
      .openapi({ description: 'What was granted; how long the old one stays.' }),
  })
  .openapi('KeyEvent');

type KeyView = z.infer<typeof keySchema>;

export function keyView({ createdAtMs, revokedAtMs, previousUntilMs, models, ...key }: ListedKey): KeyView {
  return {
    ...key,
    models: models === null ? null : [...models],
    createdAt: isoTime(createdAtMs),
    revokedAt: isoTime(revokedAtMs),
    previousUntil: isoTime(previousUntilMs),
  };
}

export function keyEventView({ atMs, ...event }: KeyEvent): z.infer<typeof keyEventSchema> {
  return { ...event, at: new Date(atMs).toISOString() };
}

function isoTime(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
