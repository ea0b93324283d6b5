import type {
  Address,
  AdminRole,
  Budgets,
  Database,
  EngineName,
  Health,
  Hedge,
  LogLevel,
  Otlp,
  Polling,
  Rates,
  Metering,
  PoolLimits,
  Prices,
  Redis,
  Retry,
  Role,
  SemanticConventions,
  SpeculatorKind,
  Timeouts,
  UnitKind,
  Webhook,
} from './config.ts';
import type { Coverage, EventGuardrail, Guardrails, Rollout, SwapStep } from './rollout.ts';

/** The file after every value was read on its own, and before variants, controls and weights are put together. */
export interface ConfigFile {
  readonly listen: Address;
  readonly admin: AdminSection | null;
  readonly limits: LimitsSection;
  readonly keys: Readonly<Record<string, KeySection>> | null;
  readonly timeouts: {
    readonly connect: Timeouts['connectMs'];
    readonly firstToken: number;
    readonly idle: number;
    readonly request: number;
    readonly drain: number;
  };
  readonly scrape: PollingSection;
  readonly probe: PollingSection;
  readonly health: HealthSection;
  readonly retry: { readonly share: Retry['share']; readonly floor: number; readonly window: number };
  readonly hedge: Hedge;
  readonly pool: { readonly connections: PoolLimits['connections']; readonly keepAlive: number };
  readonly database: DatabaseSection;
  readonly metering: Metering;
  readonly redis: Redis;
  readonly telemetry: { readonly otlp: Otlp | null; readonly log: LogLevel; readonly semconv: SemanticConventions };
  readonly models: Readonly<Record<string, ModelSection>>;
  readonly rollouts: Readonly<Record<string, RolloutSection>>;
}

export interface AdminSection {
  readonly listen: Address;
  readonly keys: Readonly<Record<string, { readonly secret: string; readonly role: AdminRole }>>;
  readonly webhooks: readonly Webhook[];
}

/** Times in milliseconds. */
export type RolloutSection = Pick<
  Rollout,
  | 'model'
  | 'candidate'
  | 'start'
  | 'schedule'
  | 'warmup'
  | 'minBlocks'
  | 'minRequests'
  | 'minimalEffect'
  | 'alpha'
  | 'onInconclusive'
  | 'confirmPromotion'
  | 'holdback'
> & {
  readonly control?: string | undefined;
  readonly steps: readonly RolloutStepSection[];
  readonly block: number;
  readonly soak: number;
  readonly longest: number;
  readonly patience: number;
  readonly rollbackWindow: number;
  readonly guardrails: GuardrailsSection;
};

/** Either coverage or swap. */
export interface RolloutStepSection {
  readonly coverage: Coverage | null;
  readonly hold: number;
  readonly candidateWeight: number | null;
  readonly confirm: boolean;
  readonly swap:
    | (Pick<SwapStep, 'route' | 'body' | 'back'> & { readonly timeout: number; readonly proof: number })
    | null;
}

export type GuardrailsSection = Omit<Guardrails, 'slo' | 'mismatch'> & {
  readonly mismatch: EventGuardrail & { readonly every: number | null };
  readonly slo: EventGuardrail & { readonly ttft: number | null; readonly tpot: number | null };
};

/** Sizes in bytes, times in milliseconds. */
export interface LimitsSection {
  readonly body: number;
  readonly headers: number;
  readonly headerCount: number;
  readonly jsonDepth: number;
  readonly messages: number;
  readonly queue: { readonly perReplica: number; readonly wait: number };
  readonly slowClients: { readonly head: number; readonly body: number; readonly answer: number };
}

export interface KeySection {
  /** Its SHA-256, in hexadecimal. */
  readonly secret: string;
  readonly models: readonly string[] | null;
  readonly allowForced: boolean;
  readonly rates: Rates;
  readonly budgets: Budgets;
  readonly role: Role | null;
}

export interface PollingSection {
  readonly interval: Polling['intervalMs'];
  readonly timeout: Polling['timeoutMs'];
}

export interface HealthSection {
  readonly window: Health['windowMs'];
  readonly minRequests: number;
  readonly minSuccessRatio: number;
  readonly outlierMargin: number;
  readonly open: number;
  readonly longestOpen: number;
  readonly maxEjectedShare: number;
  readonly slowStart: number;
}

export interface ModelSection {
  readonly variants: Readonly<Record<string, VariantSection>>;
  readonly experiment?: ExperimentSection | undefined;
  readonly rates: Rates;
  readonly prices: Prices | null;
}

/** An age in milliseconds, a size in bytes. */
export interface DatabaseSection {
  readonly path: string;
  readonly url: Database['url'];
  readonly retention: Database['retentionMs'];
  readonly maxSize: Database['maxBytes'];
}

export interface VariantSection {
  readonly engine: EngineName;
  readonly model: string;
  readonly base?: string | undefined;
  readonly control: string | null;
  readonly speculator: { readonly kind: SpeculatorKind; readonly draftTokens: number | null };
  readonly replicas: readonly ReplicaSection[];
  readonly maxConcurrent: number | null;
  readonly gpus: number;
  readonly apiKey: string | null;
  readonly tls: TlsSection;
}

export interface TlsSection {
  /** Path of a file. */
  readonly ca: string | null;
  readonly serverName: string | null;
  readonly verify: boolean;
  readonly http2: boolean;
}

export interface ReplicaSection {
  readonly name?: string | undefined;
  readonly url: URL;
  readonly maxConcurrent: number | null;
}

export interface ExperimentSection {
  readonly seed?: string | undefined;
  readonly unit: UnitKind;
  readonly coverage: number;
  readonly weights?: Readonly<Record<string, number>> | undefined;
  readonly fallback?: string | undefined;
  readonly allowForced: boolean;
}
