import { z } from 'zod';
import { adminSchema } from './admin-schema.ts';
import { addressWanted, readAddress } from './address.ts';
import type { ConfigFile } from './config-file.ts';
import { durationWanted, readDuration } from './duration.ts';
import { readHeaderValue, readToken } from './header-text.ts';
import { originWanted, readCollectorUrl, readOrigin } from './origin-url.ts';
import { keysSchema } from './keys-schema.ts';
import { limitsSchema, maxConcurrentSchema, ratesSchema } from './limits-schema.ts';
import { resilienceSections } from './resilience-schema.ts';
import { rolloutsSchema } from './rollout-schema.ts';
import { pricesSchema, storeSections } from './store-schema.ts';
import { textSchema as text } from './text-schema.ts';
import { tlsSchema } from './tls-schema.ts';

const duration = text('duration', durationWanted, readDuration);
const address = text('HOST:PORT', addressWanted, readAddress);
const origin = text('URL', originWanted, readOrigin);
const named = z.string().min(1).max(256);

const timeouts = z
  .strictObject({
    connect: duration.prefault('2s').describe('To open a connection to a replica. Past it another replica is asked.'),
    firstToken: duration.prefault('60s').describe('From sending the request to the first token (queueing included).'),
    idle: duration.prefault('30s').describe('Between two reads of an answer that has begun.'),
    request: duration.prefault('10m').describe('The whole request, all attempts together.'),
    drain: duration
      .prefault('90s')
      .describe('After SIGTERM, for answers under way. TGI’s own launcher waits as long for its router.'),
  })
  .prefault({})
  .describe('How long is waited, and for what. Each ends in an error code of its own.');

const scrape = z
  .strictObject({
    interval: duration.prefault('5s').describe('Between two readings of the same replica.'),
    timeout: duration.prefault('2s').describe('For one reading; at most the interval.'),
  })
  .prefault({})
  .describe('Reading each replica’s own metrics page: the engine’s truth about speculation.');

const probe = z
  .strictObject({
    interval: duration.prefault('2s').describe('Between two probes of the same replica.'),
    timeout: duration.prefault('1s').describe('For one probe; at most the interval.'),
  })
  .prefault({})
  .describe('Asking each replica’s `/health` whether it may get traffic.');

const otlp = z.strictObject({
  endpoint: text('URL', 'must be a URL, such as http://127.0.0.1:4318', readCollectorUrl).describe(
    'Base URL of the collector (OTLP over HTTP, protobuf); `/v1/traces` and `/v1/metrics` are appended.',
  ),
  traces: z.boolean().default(true).describe('Send a server span per request and a client span per attempt.'),
  metrics: z.boolean().default(false).describe('Send what `/metrics` shows by OTLP, too.'),
  sampleRatio: z
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .describe('Share of traces that are kept where the caller has not decided already.'),
  headers: z
    .record(z.string(), text('text', 'must be text', readHeaderValue))
    .default({})
    .describe('Sent with each export, such as an authorization. Never shown again.'),
});

const telemetry = z
  .strictObject({
    otlp: otlp.nullable().default(null).describe('OpenTelemetry export; none without it.'),
    log: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info').describe('Lowest level that is logged.'),
    semconv: z
      .enum(['gen_ai', 'gen_ai_legacy'])
      .default('gen_ai')
      .describe('Names of span attributes: the current GenAI conventions, or those before 1.37.'),
  })
  .prefault({})
  .describe('What leaves the gateway about its work. Prompts and answers never do.');

const speculatorKind = z.enum(['none', 'ngram', 'mlp', 'medusa', 'eagle', 'mtp', 'draft', 'other']);

const speculator = z.strictObject({
  kind: speculatorKind.describe('How drafts are made; `draft` is a small model of its own.'),
  draftTokens: z
    .int()
    .min(1)
    .max(64)
    .nullable()
    .default(null)
    .describe(
      'Draft tokens per step (TGI’s `speculate`, vLLM’s `num_speculative_tokens`): the most that one can accept.',
    ),
});

const replica = z.strictObject({
  name: named.optional().describe('In metrics, logs and headers. Default: the variant’s name and a number.'),
  url: origin.describe('Scheme, host and port of one server process.'),
  maxConcurrent: maxConcurrentSchema.describe('As that of the variant, which it replaces for this replica.'),
});

const variant = z.strictObject({
  engine: z
    .enum(['tgi', 'vllm', 'sglang', 'llamacpp', 'trtllm', 'generic'])
    .describe('Dialect of the server; `generic` speaks plain OpenAI. What each lets be measured: docs/metering.md.'),
  model: named.describe('Model id that the engine knows.'),
  base: named
    .optional()
    .describe(
      'Base model whose answers this variant gives. Speed-up is claimed only against the same base. Default: `model`.',
    ),
  control: named.nullable().default(null).describe('Variant of this model that this one is compared with.'),
  speculator: z
    .union([speculator, speculatorKind.transform((kind) => ({ kind, draftTokens: null }))])
    .prefault('none')
    .describe('What this variant drafts with; the kind alone may be written.'),
  replicas: z
    .array(z.union([replica, origin.transform((url) => ({ url, maxConcurrent: null }))]))
    .min(1)
    .describe('The servers of this variant; the URL alone may be written.'),
  maxConcurrent: maxConcurrentSchema,
  gpus: z
    .int()
    .min(1)
    .max(1024)
    .default(1)
    .describe('GPUs of each replica: what its seconds count for in GPU-seconds.'),
  apiKey: text('text', 'must be text', readToken)
    .nullable()
    .default(null)
    .describe(
      'Sent to these replicas as a bearer token. The client’s own never is. Write `"${NAME}"` and set it outside.',
    ),
  tls: tlsSchema,
});

const experiment = z.strictObject({
  seed: named.optional().describe('Another seed is another assignment of every unit. Default: the model’s name.'),
  unit: z
    .enum(['session', 'user', 'request'])
    .default('session')
    .describe(
      'What is assigned: the session header, else `user`, else the request; or `user`, else the request; or each request.',
    ),
  coverage: z
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe('Share of units that take part. Raising it only adds units, it moves none.'),
  weights: z
    .record(z.string(), z.number().min(0).max(1e6))
    .optional()
    .describe('Shares of the variants, relative to each other; a variant not named gets 0. Default: equal.'),
  fallback: named
    .optional()
    .describe(
      'Variant of units outside the coverage. Default: the first that another names as its control, else the first.',
    ),
  allowForced: z.boolean().default(false).describe('Whether `x-slipstream-variant` may choose a variant.'),
});

const model = z.strictObject({
  variants: z.record(z.string(), variant).describe('The ways of serving this model, by name.'),
  experiment: experiment
    .optional()
    .describe('How traffic is split. May be left out with a single variant, and where a rollout splits it.'),
  rates: ratesSchema,
  prices: pricesSchema,
});

/** `slipstream.yaml`: every field, its meaning, its default and how it is written. All of it lives here only. */
export const configFileSchema: z.ZodType<ConfigFile> = z.strictObject({
  listen: address.prefault('127.0.0.1:8080').describe('Where clients connect; port 0 means any free one.'),
  admin: adminSchema,
  limits: limitsSchema,
  keys: keysSchema,
  timeouts,
  scrape,
  probe,
  ...resilienceSections,
  ...storeSections,
  telemetry,
  models: z.record(z.string(), model).describe('The models that clients may ask for, by public name.'),
  rollouts: rolloutsSchema,
});
