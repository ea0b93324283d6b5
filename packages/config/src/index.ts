export type {
  Address,
  Admin,
  AdminKey,
  AdminRole,
  CertificateFile,
  ClientKey,
  Config,
  EngineName,
  Experiment,
  Health,
  Hedge,
  Limits,
  LogLevel,
  Model,
  Otlp,
  Polling,
  PoolLimits,
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
  Webhook,
} from './config.ts';
export { formatIssues } from './config-issue.ts';
export type { ConfigIssue } from './config-issue.ts';
export { configReference } from './config-reference.ts';
export type {
  Coverage,
  CoverageStep,
  EventGuardrail,
  GuardrailAction,
  Guardrails,
  RatioGuardrail,
  Rollout,
  RolloutStep,
  SwapRoute,
  SwapStep,
} from './rollout.ts';
export { diffConfig } from './diff-config.ts';
export type { ConfigChange } from './diff-config.ts';
export { parseConfig } from './parse-config.ts';
export type { ParsedConfig } from './parse-config.ts';
export type { Rate } from './rate.ts';
export { redactConfig } from './redact-config.ts';
