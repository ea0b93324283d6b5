/**
 * The configuration as the rest of Slipstream sees it: complete, checked, frozen. What each field means, its default
 * and how it is written are in `schema.ts` alone; here stand the shapes and the units.
 */
export interface Config {
  readonly listen: Address;
  readonly admin: Address | null;
  readonly limits: Limits;
  readonly timeouts: Timeouts;
  readonly scrape: Polling;
  readonly probe: Polling;
  readonly telemetry: Telemetry;
  /** By public name, in the order of the file. */
  readonly models: ReadonlyMap<string, Model>;
}

export interface Address {
  /** Without brackets, also for IPv6. */
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
}

export interface Limits {
  readonly bodyBytes: number;
  readonly headerBytes: number;
  readonly jsonDepth: number;
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
}

export type EngineName = 'tgi' | 'generic';

export interface Variant {
  readonly name: string;
  readonly engine: EngineName;
  /** The model id that the engine knows. */
  readonly model: string;
  readonly base: string;
  readonly control: string | null;
  readonly speculator: Speculator;
  readonly replicas: readonly Replica[];
  readonly apiKey: string | null;
}

export type SpeculatorKind = 'none' | 'ngram' | 'mlp' | 'medusa' | 'eagle';

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
}
