import { availableParallelism, platform, release } from 'node:os';
import { analyse } from '../analyse/analyse.ts';
import { ChatClient } from '../client/chat-client.ts';
import { readEngineName } from '../counters/read-engine-name.ts';
import { scrapeEngines } from '../counters/scrape-engine.ts';
import type { Arm } from '../plan/arm.ts';
import type { BenchOptions } from '../plan/bench-options.ts';
import { planArms } from '../plan/plan-arms.ts';
import { planCells } from '../plan/plan-cells.ts';
import { promptOrder } from '../plan/prompt-order.ts';
import { loadWorkload } from '../workload/load-workload.ts';
import { systemClock } from './clock.ts';
import type { Clock } from './clock.ts';
import { EventLoopLag } from './event-loop-lag.ts';
import type { ArmMeasurement } from './measurement.ts';
import { silentProgress } from './progress.ts';
import type { Progress } from './progress.ts';
import { runCell } from './run-cell.ts';
import { describeRun } from './run-result.ts';
import type { RunResult } from './run-result.ts';
import type { OpenArm, Session } from './session.ts';

/** What a run takes from its surroundings. */
export interface BenchContext {
  readonly clock: Clock;
  readonly progress: Progress;
  /** Aborted: requests under way are dropped and the run rejects with the signal's reason. */
  readonly signal: AbortSignal;
  /** Version of Node, for the report. */
  readonly node: string | null;
  /** Sent to whoever is asked, as a bearer token. */
  readonly apiKey: string | null;
}

/**
 * Measures every variant at every level of concurrency. Rejects with {@link UsageError} or {@link BenchError} where it cannot, and
 * with the signal's reason when aborted; what is merely doubtful is flagged in its row.
 */
export async function runBench(options: BenchOptions, context: Partial<BenchContext> = {}): Promise<RunResult> {
  const clock = context.clock ?? systemClock;
  const progress = context.progress ?? silentProgress;
  const signal = context.signal ?? new AbortController().signal;
  const arms = planArms(options);
  const workload = await loadWorkload(options.data);
  const startedAt = new Date(clock.wallTime());
  const open = await Promise.all(arms.map((arm) => openArm(arm, options, { clock, apiKey: context.apiKey ?? null })));
  const stopAll = (): void => void closeAll(open);
  signal.addEventListener('abort', stopAll, { once: true });
  try {
    const prompts = promptOrder(workload.prompts, options.seed);
    const session = { options, arms: open, prompts, clock, progress, lag: new EventLoopLag(), signal };
    const measurements = await measureAll(arms, session);
    const rows = analyse(measurements);
    const env = { node: context.node ?? null, cpus: availableParallelism(), platform: `${platform()} ${release()}` };
    return describeRun({ startedAt, options, workload, env, engines: engineNames(open), rows, measurements });
  } finally {
    signal.removeEventListener('abort', stopAll);
    await closeAll(open);
  }
}

async function measureAll(arms: readonly Arm[], session: Session): Promise<readonly ArmMeasurement[]> {
  const { options, progress, signal } = session;
  const cells = planCells(options.levels, arms, options.arms);
  const measurements: ArmMeasurement[] = [];
  for (const [index, cell] of cells.entries()) {
    signal.throwIfAborted();
    progress.cell(cell, index + 1, cells.length);
    measurements.push(...(await runCell(cell, session)));
  }
  return measurements;
}

/** Reads the counters once before anything else: a URL that is wrong should be known in the first second. */
async function openArm(
  arm: Arm,
  options: BenchOptions,
  { clock, apiKey }: Pick<BenchContext, 'clock' | 'apiKey'>,
): Promise<OpenArm> {
  await scrapeEngines(arm.metrics);
  const [metrics] = arm.metrics;
  const engine = metrics === undefined ? null : await readEngineName(metrics);
  const client = new ChatClient({
    url: arm.url,
    model: options.model,
    maxTokens: options.maxTokens,
    stream: options.stream,
    forcedVariant: arm.forced ? arm.name : null,
    apiKey,
    connections: Math.max(...options.levels.map(({ vus }) => vus)),
    timeoutMs: options.timeoutMs,
    clock,
  });
  return { arm, client, engine };
}

async function closeAll(open: readonly OpenArm[]): Promise<void> {
  await Promise.all(open.map(({ client }) => client.close()));
}

function engineNames(open: readonly OpenArm[]): RunResult['env']['engines'] {
  return Object.fromEntries(open.map(({ arm, engine }) => [arm.name, engine]));
}
