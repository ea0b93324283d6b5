import { parseArgs } from 'citty';
import type { ArmOrder, BenchOptions, Level, Route, Stop } from '../plan/bench-options.ts';
import { UsageError } from '../plan/usage-error.ts';
import { checkName, namedValues, parseHttpUrl, uniqueValues } from './named-values.ts';
import { parseDuration } from './parse-duration.ts';
import { refuseUnknown } from './refuse-unknown.ts';
import { repeatableOptions, runArgs } from './run-args.ts';
import { splitRepeated } from './split-repeated.ts';
import type { SplitArgs } from './split-repeated.ts';

export interface RunCommandOptions {
  readonly bench: BenchOptions;
  /** Folder for the report files; null: none are written. */
  readonly out: string | null;
}

/** Reads the arguments after `run`. Throws {@link UsageError}, which names the option and what it allows. */
export function parseRunOptions(rawArgs: readonly string[]): RunCommandOptions {
  const split = splitRepeated(rawArgs, repeatableOptions);
  refuseUnknown(split.rest, runArgs);
  const args = parseArgs<typeof runArgs>([...split.rest], runArgs);
  const values = (name: (typeof repeatableOptions)[number]): readonly string[] => split.repeated.get(name) ?? [];
  const levels = readLevels(args.vus, args.duration, args.requests);
  const bench: BenchOptions = {
    route: readRoute(split, args.via, args.variants),
    metrics: readMetrics(values('metrics')),
    controls: uniqueValues('control', values('control')),
    bases: uniqueValues('base', values('base')),
    model: args.model,
    levels,
    warmup: args.warmup === undefined ? null : wholeNumber('warmup', args.warmup, 0),
    maxTokens: wholeNumber('max-tokens', args['max-tokens'], 1),
    data: args.data ?? null,
    stream: args.stream,
    seed: args.seed,
    arms: readOrders(args.arms, levels, args.vus),
    allowShared: args['allow-shared'],
    quietMs: duration('quiet', args.quiet),
    timeoutMs: positiveDuration('timeout', args.timeout),
  };
  return { bench, out: args.out ?? null };
}

function readRoute({ repeated }: SplitArgs, via: string | undefined, variants: string | undefined): Route {
  const targets = uniqueValues('target', repeated.get('target') ?? []);
  if (via !== undefined && targets.size > 0) throw new UsageError('--target and --via exclude each other');
  if (via === undefined) {
    if (variants !== undefined) throw new UsageError('--variants: goes with --via URL');
    if (targets.size === 0)
      throw new UsageError('nothing to measure: give --target NAME=URL, or --via URL --variants a,b');
    return {
      kind: 'targets',
      targets: new Map([...targets].map(([name, url]) => [name, parseHttpUrl('target', url)])),
    };
  }
  const names = (variants ?? '').split(',').filter((name) => name !== '');
  if (names.length === 0) throw new UsageError('--via: needs --variants a,b,c');
  for (const name of names) checkName('variants', name);
  if (new Set(names).size < names.length) throw new UsageError(`--variants: "${variants ?? ''}" names one twice`);
  return { kind: 'via', gateway: parseHttpUrl('via', via), variants: names };
}

function readMetrics(values: readonly string[]): ReadonlyMap<string, readonly URL[]> {
  const byName = Map.groupBy(namedValues('metrics', values), ([name]) => name);
  return new Map([...byName].map(([name, pairs]) => [name, pairs.map(([, url]) => metricsUrl(url))]));
}

/** The page itself, or the server that has it under the usual path. */
function metricsUrl(text: string): URL {
  const url = parseHttpUrl('metrics', text);
  return url.pathname === '/' ? new URL('/metrics', url) : url;
}

function readLevels(vusText: string, durationText: string | undefined, requests: string | undefined): readonly Level[] {
  const levels = wholeNumbers('vus', vusText);
  if (new Set(levels).size < levels.length) throw new UsageError(`--vus: "${vusText}" names a level twice`);
  if (requests !== undefined && durationText !== undefined) {
    throw new UsageError('--duration and --requests exclude each other');
  }
  if (requests === undefined) {
    const stop: Stop = { kind: 'duration', ms: positiveDuration('duration', durationText ?? '30s') };
    return levels.map((vus) => ({ vus, stop }));
  }
  const counts = wholeNumbers('requests', requests);
  if (counts.length !== 1 && counts.length !== levels.length) {
    throw new UsageError(`--requests: one number, or one for each of --vus ${vusText}`);
  }
  return levels.map((vus, index) => ({ vus, stop: { kind: 'requests', count: counts[index] ?? counts[0] ?? 1 } }));
}

function readOrders(text: string, levels: readonly Level[], vusText: string): readonly ArmOrder[] {
  const orders = text.split(',').map((each) => oneOf<ArmOrder>('arms', each, ['together', 'apart']));
  const [first = 'together', ...others] = orders;
  if (others.length === 0) return levels.map(() => first);
  if (orders.length === levels.length) return orders;
  throw new UsageError(`--arms: together or apart, or one for each of --vus ${vusText}`);
}

function wholeNumbers(option: string, text: string): readonly number[] {
  return text.split(',').map((each) => wholeNumber(option, each, 1));
}

function wholeNumber(option: string, text: string, least: number): number {
  const value = /^\d{1,9}$/u.test(text) ? Number(text) : Number.NaN;
  if (value >= least) return value;
  throw new UsageError(`--${option}: "${text}" is not a whole number from ${least} up`);
}

function duration(option: string, text: string): number {
  const ms = parseDuration(text);
  if (ms !== null) return ms;
  throw new UsageError(`--${option}: "${text}" is not a duration such as 500ms, 30s or 2m`);
}

function positiveDuration(option: string, text: string): number {
  const ms = duration(option, text);
  if (ms > 0) return ms;
  throw new UsageError(`--${option}: must be longer than 0`);
}

function oneOf<T extends string>(option: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === text);
  if (found !== undefined) return found;
  throw new UsageError(`--${option}: "${text}" is not one of ${allowed.join(', ')}`);
}
