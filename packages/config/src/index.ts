export type {
  Address,
  Config,
  EngineName,
  Experiment,
  Limits,
  LogLevel,
  Model,
  Otlp,
  Polling,
  Replica,
  SemanticConventions,
  Speculator,
  SpeculatorKind,
  Telemetry,
  Timeouts,
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
export { redactConfig } from './redact-config.ts';
