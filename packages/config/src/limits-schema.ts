import { z } from 'zod';
import type { LimitsSection } from './config-file.ts';
import type { Rates } from './config.ts';
import { durationWanted, readDuration } from './duration.ts';
import { rateWanted, readRate } from './rate.ts';
import { readSize, sizeWanted } from './size.ts';
import { textSchema } from './text-schema.ts';

const duration = textSchema('duration', durationWanted, readDuration);
const size = textSchema('size', sizeWanted, readSize);
const rate = textSchema('rate', rateWanted, readRate);

/** Of a key or of a model. */
export const ratesSchema: z.ZodType<Rates> = z
  .strictObject({
    requests: rate.nullable().default(null).describe('Requests let in per window; none is counted that was refused.'),
    tokens: rate
      .nullable()
      .default(null)
      .describe(
        'Tokens (prompt and completion) per window. Known only at the end of an answer: the one that passes the limit is still given whole, the next is refused.',
      ),
  })
  .prefault({})
  .describe(
    'How much per time; past it 429 with `Retry-After`. Counted by each gateway for itself, or together with `redis.url`.',
  );

/** Requests at a time, of one replica. */
export const maxConcurrentSchema: z.ZodType<number | null> = z
  .int()
  .min(1)
  .max(1_000_000)
  .nullable()
  .default(null)
  .describe(
    'Requests at a time that a replica gets from this gateway; others wait in `limits.queue`. Default: no limit.',
  );

const queue = z
  .strictObject({
    perReplica: z
      .int()
      .min(0)
      .max(1_000_000)
      .default(32)
      .describe('Places in the queue of a variant, for each of its replicas; 0: nobody waits.'),
    wait: duration
      .prefault('30s')
      .describe('Longest wait for a replica with room; the deadline of the request holds, too.'),
  })
  .prefault({})
  .describe(
    'Where requests wait when all ready replicas of a variant have `maxConcurrent` requests. First in, first out.',
  );

const slowClients = z
  .strictObject({
    head: duration.prefault('15s').describe('For a whole request head.'),
    body: duration.prefault('60s').describe('For a whole request body, after its head.'),
    answer: duration.prefault('30s').describe('Without taking a byte of the answer that waits for the client.'),
  })
  .prefault({})
  .describe('How long a client may take. Past it the connection is closed.');

export const limitsSchema: z.ZodType<LimitsSection> = z
  .strictObject({
    body: size
      .prefault('2MiB')
      .describe('Largest request body. TGI itself refuses above 2,097,152 bytes, so this is its limit.'),
    headers: size.prefault('16KiB').describe('Largest request head, all headers together.'),
    headerCount: z.int().min(1).max(2000).default(100).describe('Most headers in a request.'),
    jsonDepth: z.int().min(1).max(512).default(64).describe('Deepest nesting of a JSON body.'),
    messages: z.int().min(1).max(1_000_000).default(2048).describe('Most messages in a chat.'),
    queue,
    slowClients,
  })
  .prefault({})
  .describe('What a client may send at most, and how long it may take.');
