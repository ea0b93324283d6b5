import type {
  Address,
  EngineName,
  Limits,
  LogLevel,
  Otlp,
  Polling,
  SemanticConventions,
  SpeculatorKind,
  Timeouts,
  UnitKind,
} from './config.ts';

/** The file after every value was read on its own, and before variants, controls and weights are put together. */
export interface ConfigFile {
  readonly listen: Address;
  readonly admin: Address | null;
  readonly limits: { readonly body: Limits['bodyBytes']; readonly headers: number; readonly jsonDepth: number };
  readonly timeouts: {
    readonly connect: Timeouts['connectMs'];
    readonly firstToken: number;
    readonly idle: number;
    readonly request: number;
    readonly drain: number;
  };
  readonly scrape: PollingSection;
  readonly probe: PollingSection;
  readonly telemetry: { readonly otlp: Otlp | null; readonly log: LogLevel; readonly semconv: SemanticConventions };
  readonly models: Readonly<Record<string, ModelSection>>;
}

export interface PollingSection {
  readonly interval: Polling['intervalMs'];
  readonly timeout: Polling['timeoutMs'];
}

export interface ModelSection {
  readonly variants: Readonly<Record<string, VariantSection>>;
  readonly experiment?: ExperimentSection | undefined;
}

export interface VariantSection {
  readonly engine: EngineName;
  readonly model: string;
  readonly base?: string | undefined;
  readonly control: string | null;
  readonly speculator: { readonly kind: SpeculatorKind; readonly draftTokens: number | null };
  readonly replicas: readonly { readonly name?: string | undefined; readonly url: URL }[];
  readonly apiKey: string | null;
}

export interface ExperimentSection {
  readonly seed?: string | undefined;
  readonly unit: UnitKind;
  readonly coverage: number;
  readonly weights?: Readonly<Record<string, number>> | undefined;
  readonly fallback?: string | undefined;
  readonly allowForced: boolean;
}
