import { z } from 'zod';
import { ageWanted, readAge } from './age.ts';
import type { ConfigFile } from './config-file.ts';
import { databaseUrlWanted, readDatabaseUrl } from './database-url.ts';
import { promptClassWanted, readPromptClass } from './prompt-class-name.ts';
import { readRedisUrl, redisUrlWanted } from './redis-url.ts';
import { readSize, sizeWanted } from './size.ts';
import { textSchema } from './text-schema.ts';

/** Per million tokens, in whatever currency the owner counts in. */
const price = z.number().min(0).max(1e6);

export const pricesSchema: z.ZodType<ConfigFile['models'][string]['prices']> = z
  .strictObject({
    prompt: price.describe('Of a million prompt tokens.'),
    cachedPrompt: price
      .nullable()
      .default(null)
      .describe('Of a million prompt tokens that the engine says it had cached. Default: as `prompt`.'),
    completion: price.describe('Of a million completion tokens, reasoning included.'),
  })
  .nullable()
  .default(null)
  .describe('What tokens cost, in any one currency: for the cost in the ledger and for budgets. Unknown without it.');

/** Where what happened is kept: sections of the file. */
export const storeSections: { readonly [name in 'database' | 'metering' | 'redis']: z.ZodType<ConfigFile[name]> } = {
  database: z
    .strictObject({
      path: z
        .string()
        .min(1)
        .default('state/slipstream.db')
        .describe(
          'SQLite file of the ledger and of keys, and beside it `rollouts.db`; `off`: nothing is kept, and rollouts live as long as the gateway. A relative path begins at the folder of this file, and folders are made.',
        ),
      url: textSchema('URL', databaseUrlWanted, readDatabaseUrl)
        .nullable()
        .default(null)
        .describe(
          'Postgres that several gateways share: the ledger is shipped there, and keys and rollouts live there. Write `"${NAME}"` and set it outside. Never shown again.',
        ),
      retention: textSchema('age', ageWanted, readAge)
        .prefault('90d')
        .describe('How long rows of the ledger are kept in the SQLite file; never removed before they are shipped.'),
      maxSize: textSchema('size', sizeWanted, readSize)
        .prefault('1GiB')
        .describe(
          'Largest SQLite file. From four fifths on it is warned of; at the limit, shipped rows make room, and others wait in memory while an alarm is raised.',
        ),
    })
    .prefault({})
    .describe('Where requests are booked: one row for each that was accepted, whatever its end.'),
  metering: z
    .strictObject({
      durability: z
        .enum(['async', 'before-end'])
        .default('async')
        .describe(
          'When a row is on disk: within 20 ms of the end of its request, or before the last byte of its answer is sent (synced to the disk; an answer whose row cannot be written breaks off).',
        ),
      classes: z
        .array(textSchema('word', promptClassWanted, readPromptClass))
        .max(8)
        .default([])
        .describe(
          'Classes of prompts that clients may state in `x-slipstream-class`, beside those that a request shows by itself (`tools`, `json`, `code`, `chat`, `text`). Any other word is passed over.',
        ),
    })
    .prefault({})
    .describe('How requests are booked.'),
  redis: z
    .strictObject({
      url: textSchema('URL', redisUrlWanted, readRedisUrl)
        .nullable()
        .default(null)
        .describe(
          'Redis or Valkey in which several gateways count the rates of keys and models together; while it is gone, each counts for itself. Write `"${NAME}"` and set it outside. Never shown again.',
        ),
    })
    .prefault({})
    .describe('What several gateways share from moment to moment.'),
};
