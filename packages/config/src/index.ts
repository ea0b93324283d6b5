export type {
  Address,
  CertificateFile,
  ClientKey,
  Config,
  Database,
  Durability,
  EngineName,
  Experiment,
  Health,
  Hedge,
  Limits,
  LogLevel,
  Metering,
  Model,
  Otlp,
  Polling,
  PoolLimits,
  Prices,
  Rates,
  Replica,
  Retry,
  SemanticConventions,
  Speculator,
  SpeculatorKind,
  Telemetry,
  Timeouts,
  Tls,
  UnitKind,
  Variant,
} from './config.ts';
export { formatIssues } from './config-issue.ts';
export type { ConfigIssue } from './config-issue.ts';
export { configReference } from './config-reference.ts';
export { diffConfig } from './diff-config.ts';
export type { ConfigChange } from './diff-config.ts';
export { parseConfig } from './parse-config.ts';
export type { ParsedConfig } from './parse-config.ts';
export type { Rate } from './rate.ts';
export { redactConfig } from './redact-config.ts';
