import { BenchError } from '../run/bench-error.ts';
import { UsageError } from '../plan/usage-error.ts';
import { liveProgress } from '../progress/live-progress.ts';
import type { Colors } from '../progress/live-progress.ts';
import { plainProgress } from '../progress/plain-progress.ts';
import { textReport } from '../report/text-report.ts';
import { writeReport } from '../report/write-report.ts';
import type { Clock } from '../run/clock.ts';
import { runBench } from '../run/run-bench.ts';
import { helpText } from './help-text.ts';
import { parseRunOptions } from './parse-run-options.ts';

/** Exit codes; 130 is the shell's word for "ended by Ctrl-C". */
const exits = { measured: 0, notMeasured: 1, wrongUsage: 2, interrupted: 130 } as const;

/** What the process hands in. */
export interface CommandContext {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Columns of the terminal that reads `err`; null: nobody watches. */
  readonly terminalColumns: () => number | null;
  readonly colors: Colors;
  readonly clock: Clock;
  readonly node: string;
  /** Of the servers that are asked: `SLIPSTREAM_API_KEY`, since arguments are seen by everybody on a machine. */
  readonly apiKey: string | null;
  readonly signal: AbortSignal;
}

/** For a report into a file or a pipe: one table needs more, two fit. */
const columnsElsewhere = 120;

/** `bench run …`: the report goes to `out`, progress and errors go to `err`. Resolves with the exit code. */
export async function benchCommand(args: readonly string[], context: CommandContext): Promise<number> {
  const [command, ...rest] = args;
  if (command === undefined || command === 'help' || args.includes('--help')) {
    context.out(helpText());
    return command === undefined ? exits.wrongUsage : exits.measured;
  }
  try {
    if (command !== 'run') throw new UsageError(`"${command}" is no command; there is "run"`);
    await run(rest, context);
    return exits.measured;
  } catch (error) {
    return explain(error, context);
  }
}

async function run(args: readonly string[], context: CommandContext): Promise<void> {
  const { bench, out } = parseRunOptions(args);
  const { clock, signal, node, apiKey } = context;
  const progress = openProgress(context);
  const result = await runBench(bench, { clock, signal, node, apiKey, progress }).finally(() => progress.close());
  if (out !== null) await writeReport(out, result);
  context.out(`\n${textReport(result, context.terminalColumns() ?? columnsElsewhere)}`);
  if (out !== null) context.err(`written to ${out}: acceleration.json, .md and .svg, requests.jsonl\n`);
}

function openProgress({ err, terminalColumns, colors, clock }: CommandContext): ReturnType<typeof liveProgress> {
  if (terminalColumns() === null) return { ...plainProgress(err, clock), close: () => {} };
  return liveProgress({ write: err, columns: () => terminalColumns() ?? columnsElsewhere, colors }, clock);
}

function explain(error: unknown, { err, signal }: CommandContext): number {
  if (signal.aborted) {
    err('interrupted: nothing is reported\n');
    return exits.interrupted;
  }
  if (error instanceof UsageError) {
    err(`bench: ${error.message}\n`);
    return exits.wrongUsage;
  }
  err(error instanceof BenchError ? `bench: ${error.message}\n` : `bench: ${String((error as Error).stack)}\n`);
  return exits.notMeasured;
}
