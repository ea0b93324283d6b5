import type { Rate } from './rate.ts';
import type { Rollout } from './rollout.ts';

/**
 * The configuration as the rest of Slipstream sees it: complete, checked, frozen. What each field means, its default
 * and how it is written are in `schema.ts` alone; here stand the shapes and the units.
 */
export interface Config {
  readonly listen: Address;
  readonly admin: Admin | null;
  readonly limits: Limits;
  /** By name; null: no key is asked for. */
  readonly keys: ReadonlyMap<string, ClientKey> | null;
  readonly timeouts: Timeouts;
  readonly scrape: Polling;
  readonly probe: Polling;
  readonly health: Health;
  readonly retry: Retry;
  readonly hedge: Hedge;
  readonly pool: PoolLimits;
  readonly database: Database;
  readonly metering: Metering;
  readonly redis: Redis;
  readonly telemetry: Telemetry;
  /** By public name, in the order of the file. */
  readonly models: ReadonlyMap<string, Model>;
  /** By name, in the order of the file. */
  readonly rollouts: ReadonlyMap<string, Rollout>;
}

export interface Address {
  /** Without brackets, also for IPv6. */
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
}

/** The admin API. */
export interface Admin {
  readonly listen: Address;
  /** By name. */
  readonly keys: ReadonlyMap<string, AdminKey>;
  readonly webhooks: readonly Webhook[];
}

/** Each may what those before it may: look; lead rollouts and pull the brake; promote without a proof and release the brake. */
export type AdminRole = 'viewer' | 'operator' | 'admin';

export interface AdminKey {
  readonly name: string;
  /** SHA-256 of the secret, 64 lower-case hexadecimal digits. */
  readonly secretHash: string;
  readonly role: AdminRole;
}

/** Somebody who is told of decisions. */
export interface Webhook {
  readonly url: string;
  /** Signs each call. */
  readonly secret: string;
}

export interface Limits {
  readonly bodyBytes: number;
  readonly headerBytes: number;
  readonly headerCount: number;
  readonly jsonDepth: number;
  /** In one chat. */
  readonly messages: number;
  readonly queue: { readonly perReplica: number; readonly waitMs: number };
  /** Longest time for a head, for a body, and without taking a byte of the answer. */
  readonly slowClients: { readonly headMs: number; readonly bodyMs: number; readonly answerMs: number };
}

/** What a client that has this key may do. */
export interface ClientKey {
  readonly name: string;
  /** SHA-256 of the secret, 64 lower-case hexadecimal digits. The secret itself is not kept. */
  readonly secretHash: string;
  /** Names of models; null: all. */
  readonly models: ReadonlySet<string> | null;
  readonly allowForced: boolean;
  readonly rates: Rates;
  readonly budgets: Budgets;
  /** What it may do beside asking models; null: nothing. */
  readonly role: Role | null;
  /** A secret that is good for a while yet, after the key was given another; null: there is none. */
  readonly previous: { readonly secretHash: string; readonly untilMs: number } | null;
}

/** Each may what those before it may: look; move traffic; change who may what. */
export const roles = ['viewer', 'operator', 'admin'] as const;

export type Role = (typeof roles)[number];

/** How much a key may use per day and per month, both by the calendar of UTC. */
export interface Budgets {
  readonly day: Budget;
  readonly month: Budget;
}

export interface Budget {
  /** Prompt and completion. */
  readonly tokens: BudgetLimit;
  /** In the currency of the prices. */
  readonly cost: BudgetLimit;
}

/** Past `soft` the owner is warned, past `hard` the key is refused; null: never. */
export interface BudgetLimit {
  readonly soft: number | null;
  readonly hard: number | null;
}

/** Null: no limit. */
export interface Rates {
  readonly requests: Rate | null;
  readonly tokens: Rate | null;
}

export interface Timeouts {
  readonly connectMs: number;
  readonly firstTokenMs: number;
  readonly idleMs: number;
  readonly requestMs: number;
  readonly drainMs: number;
}

export interface Polling {
  readonly intervalMs: number;
  readonly timeoutMs: number;
}

/** When a replica is taken out for what its answers show. Ratios and shares in [0, 1]. */
export interface Health {
  readonly windowMs: number;
  readonly minRequests: number;
  readonly minSuccessRatio: number;
  readonly outlierMargin: number;
  readonly openMs: number;
  readonly longestOpenMs: number;
  readonly maxEjectedShare: number;
  readonly slowStartMs: number;
}

/** The budget of retries and hedges, per variant and window. */
export interface Retry {
  /** Of the requests, in [0, 1]. */
  readonly share: number;
  readonly floor: number;
  readonly windowMs: number;
}

export interface Hedge {
  readonly enabled: boolean;
  readonly quantile: number;
  readonly minSamples: number;
}

/** Of each replica's pool. */
export interface PoolLimits {
  /** Null: as many as requests under way. */
  readonly connections: number | null;
  readonly keepAliveMs: number;
}

/** Where requests are booked and keys are kept. */
export interface Database {
  /** SQLite file, as it is written; null: nothing is kept. */
  readonly path: string | null;
  /** Postgres that gateways share; null: none. A secret. */
  readonly url: string | null;
  readonly retentionMs: number;
  readonly maxBytes: number;
}

/** Where several gateways count rates together. */
export interface Redis {
  /** Null: each counts for itself. A secret. */
  readonly url: string | null;
}

export type Durability = 'async' | 'before-end';

export interface Metering {
  readonly durability: Durability;
  /** Classes of prompts that a client may state, beside those that show in the request. */
  readonly classes: readonly string[];
}

/** Per million tokens, in one currency. */
export interface Prices {
  readonly prompt: number;
  /** Null: that of the others. */
  readonly cachedPrompt: number | null;
  readonly completion: number;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

export type SemanticConventions = 'gen_ai' | 'gen_ai_legacy';

export interface Telemetry {
  readonly otlp: Otlp | null;
  readonly log: LogLevel;
  readonly semconv: SemanticConventions;
}

export interface Otlp {
  /** Base URL, without a trailing slash: `/v1/traces` and `/v1/metrics` are appended. */
  readonly endpoint: string;
  readonly traces: boolean;
  readonly metrics: boolean;
  /** In [0, 1]. */
  readonly sampleRatio: number;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Model {
  readonly name: string;
  /** By name, in the order of the file, which is also the order of the experiment's ranges. */
  readonly variants: ReadonlyMap<string, Variant>;
  readonly experiment: Experiment;
  /** Over all clients. */
  readonly rates: Rates;
  /** Null: nobody said. */
  readonly prices: Prices | null;
}

export type EngineName = 'tgi' | 'vllm' | 'sglang' | 'llamacpp' | 'trtllm' | 'generic';

export interface Variant {
  readonly name: string;
  readonly engine: EngineName;
  /** The model id that the engine knows. */
  readonly model: string;
  readonly base: string;
  readonly control: string | null;
  readonly speculator: Speculator;
  readonly replicas: readonly Replica[];
  /** Of each replica. */
  readonly gpus: number;
  readonly apiKey: string | null;
}

export type SpeculatorKind = 'none' | 'ngram' | 'mlp' | 'medusa' | 'eagle' | 'mtp' | 'draft' | 'other';

export interface Speculator {
  readonly kind: SpeculatorKind;
  /** Draft tokens per step (k); null where the file does not say. */
  readonly draftTokens: number | null;
}

export interface Replica {
  /** Unique within its model. */
  readonly name: string;
  /** An origin: http or https, host, port, nothing else. */
  readonly url: URL;
  /** Requests at a time that it gets from this gateway; null: no limit. */
  readonly maxConcurrent: number | null;
  /** Null where the URL is plain http. */
  readonly tls: Tls | null;
}

/** How a replica behind https proves who it is, and what is spoken with it. */
export interface Tls {
  /** Trusted in place of the well-known authorities; null: those. */
  readonly ca: CertificateFile | null;
  /** Null: the host of the URL. */
  readonly serverName: string | null;
  /** False: whoever answers is believed. */
  readonly verify: boolean;
  /** HTTP/2 is offered beside HTTP/1.1, and the server chooses. */
  readonly http2: boolean;
}

export interface CertificateFile {
  /** As it is written. */
  readonly file: string;
  /** The certificates in it. */
  readonly pem: string;
}

export type UnitKind = 'session' | 'user' | 'request';

export interface Experiment {
  readonly seed: string;
  readonly unit: UnitKind;
  /** In [0, 1]. */
  readonly coverage: number;
  /** Every variant of the model, in the order of `Model.variants`; the sum is 1, and 0 means never by chance. */
  readonly weights: ReadonlyMap<string, number>;
  /** Variant of the units outside the coverage. */
  readonly fallback: string;
  readonly allowForced: boolean;
  /** Of the rollout that has put this split in force, `ROLLOUT.RUN.EPOCH`; null: it is that of the file. */
  readonly run: string | null;
}
