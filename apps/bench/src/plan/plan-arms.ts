import { UsageError } from './usage-error.ts';
import type { Arm } from './arm.ts';
import type { BenchOptions } from './bench-options.ts';

/** The control of every variant that was not given another one, where an arm has this name. */
const defaultControl = 'baseline';

/** The arms of a run, in the order they were named. Throws {@link UsageError} for options that name no arm. */
export function planArms(options: BenchOptions): readonly Arm[] {
  const names = armNames(options);
  checkNames('--metrics', [...options.metrics.keys()], names);
  checkNames('--control', [...options.controls.keys(), ...options.controls.values()], names);
  checkNames('--base', [...options.bases.keys()], names);
  return names.map((name) => ({
    name,
    ...address(options, name),
    base: options.bases.get(name) ?? null,
    control: controlOf(options, name, names),
  }));
}

function armNames({ route }: BenchOptions): readonly string[] {
  return route.kind === 'via' ? route.variants : [...route.targets.keys()];
}

function address({ route, metrics }: BenchOptions, name: string): Pick<Arm, 'url' | 'forced' | 'metrics'> {
  const counters = metrics.get(name);
  if (route.kind === 'via') return { url: route.gateway, forced: true, metrics: counters ?? [] };
  const url = route.targets.get(name);
  if (url === undefined) throw new UsageError(`--target: no URL for "${name}"`);
  return { url, forced: false, metrics: counters ?? [new URL('/metrics', url)] };
}

/** What others are compared with is not compared itself, unless that was asked for. */
function controlOf({ controls }: BenchOptions, name: string, names: readonly string[]): string | null {
  const given = controls.get(name);
  if (given === name) throw new UsageError(`--control: "${name}" cannot be its own control`);
  if (given !== undefined) return given;
  const isControl = name === defaultControl || [...controls.values()].includes(name);
  return !isControl && names.includes(defaultControl) ? defaultControl : null;
}

function checkNames(option: string, given: readonly string[], names: readonly string[]): void {
  const unknown = given.find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw new UsageError(`${option}: no variant is called "${unknown}"; there are ${names.join(', ')}`);
}
