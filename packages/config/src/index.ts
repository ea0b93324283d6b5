export type {
  Address,
  Admin,
  AdminKey,
  AdminRole,
  Budget,
  BudgetLimit,
  Budgets,
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
  Redis,
  Replica,
  Retry,
  Role,
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
export { roles } from './config.ts';
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
  SwapBody,
  SwapRoute,
  SwapStep,
} from './rollout.ts';
export { diffConfig } from './diff-config.ts';
export type { ConfigChange } from './diff-config.ts';
export { parseConfig } from './parse-config.ts';
export type { ParsedConfig } from './parse-config.ts';
export { parseRollout, rolloutShape } from './parse-rollout.ts';
export type { ParsedRollout, RolloutIssue } from './parse-rollout.ts';
export { readPlan } from './read-plan.ts';
export { readAge } from './age.ts';
export { readDatabaseUrl } from './database-url.ts';
export { readBudgetLimit } from './budget-limit.ts';
export { readRate } from './rate.ts';
export type { Rate } from './rate.ts';
export type { Reading } from './reading.ts';
export { redactConfig } from './redact-config.ts';
