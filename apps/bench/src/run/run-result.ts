import type { BenchRow } from '../analyse/bench-row.ts';
import type { EngineName } from '../counters/read-engine-name.ts';
import type { BenchOptions } from '../plan/bench-options.ts';
import type { Workload } from '../workload/load-workload.ts';
import type { ArmMeasurement } from './measurement.ts';
import type { RequestRecord } from './request-record.ts';

/** Changes when a reader of the JSON must change. */
const schema = 'slipstream.bench/1';
const tool = { name: 'slipstream-bench', version: '0.1.0' } as const;

export interface RunConfig {
  readonly targets: Readonly<Record<string, string>>;
  readonly via: string | null;
  readonly model: string;
  readonly vus: readonly number[];
  readonly durationMs: number | null;
  /** By level; null: by duration. */
  readonly requests: readonly number[] | null;
  /** Null: one per virtual user. */
  readonly warmup: number | null;
  readonly maxTokens: number;
  readonly stream: boolean;
  readonly temperature: 0;
  readonly seed: string;
  readonly arms: BenchOptions['arms'];
  readonly allowShared: boolean;
  readonly quietMs: number;
  readonly data: { readonly name: string; readonly sha256: string; readonly prompts: number; readonly skipped: number };
}

/** One run, as it is written to `acceleration.json`, and its requests. */
export interface RunResult {
  readonly schema: string;
  readonly tool: { readonly name: string; readonly version: string };
  /** ISO 8601. */
  readonly started: string;
  readonly config: RunConfig;
  readonly env: {
    readonly node: string | null;
    readonly cpus: number;
    readonly platform: string;
    /** By arm; null: did not say (`/info`). */
    readonly engines: Readonly<Record<string, EngineName | null>>;
  };
  readonly rows: readonly BenchRow[];
  /** Written to `requests.jsonl`, not into the JSON. */
  readonly records: readonly RequestRecord[];
}

export interface RunParts {
  readonly startedAt: Date;
  readonly options: BenchOptions;
  readonly workload: Workload;
  readonly env: Omit<RunResult['env'], 'engines'>;
  readonly engines: RunResult['env']['engines'];
  readonly rows: readonly BenchRow[];
  readonly measurements: readonly ArmMeasurement[];
}

/** The result of a run with everything that is needed to repeat it. */
export function describeRun({ startedAt, options, workload, env, engines, rows, measurements }: RunParts): RunResult {
  return {
    schema,
    tool,
    started: startedAt.toISOString(),
    config: describeConfig(options, workload),
    env: { ...env, engines },
    rows,
    records: measurements.flatMap((measurement) => measurement.records),
  };
}

function describeConfig(options: BenchOptions, { name, sha256, prompts, skipped }: Workload): RunConfig {
  const { route, levels, model, warmup, maxTokens, stream, seed, arms, allowShared, quietMs } = options;
  const durations = levels.flatMap(({ stop }) => (stop.kind === 'duration' ? [stop.ms] : []));
  const counts = levels.flatMap(({ stop }) => (stop.kind === 'requests' ? [stop.count] : []));
  const targets = route.kind === 'targets' ? [...route.targets].map(([arm, url]) => [arm, withoutSecrets(url)]) : [];
  return {
    targets: Object.fromEntries(targets) as Record<string, string>,
    via: route.kind === 'via' ? withoutSecrets(route.gateway) : null,
    model,
    vus: levels.map(({ vus }) => vus),
    durationMs: durations[0] ?? null,
    requests: counts.length === 0 ? null : counts,
    warmup,
    maxTokens,
    stream,
    temperature: 0,
    seed,
    arms,
    allowShared,
    quietMs,
    data: { name, sha256, prompts: prompts.length, skipped },
  };
}

/** Reports are passed around: a password in a URL does not belong in them. */
function withoutSecrets(url: URL): string {
  return `${url.origin}${url.pathname}`;
}
