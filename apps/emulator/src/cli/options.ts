import { type ArgsDef, parseArgs } from 'citty';
import { engineFaces, findFace } from '../dialects/engine-faces.ts';
import { EngineFlags, type FlagDeclarations, FlagError } from '../dialects/engine-flags.ts';
import { type BaseModel, baseModels } from '../dialects/model/base-model.ts';
import { DEFAULT_DRAFT_TOKENS } from '../engine/calibration.ts';
import type { SpeculatorKind } from '../engine/speculation/speculator-kind.ts';
import type { Fault } from '../faults/fault.ts';
import { parseFaultText } from '../faults/parse-fault.ts';
import type { EmulatorOptions } from './emulator-options.ts';

const engineNames = engineFaces.flatMap((face) => face.versions);

/** Each may also come from the environment: `EMULATOR_` and the name in upper snake case. The command line wins. */
export const emulatorArgs = {
  engine: {
    type: 'string',
    default: 'tgi-2.2',
    description: `Which server to be (also --dialect): ${engineNames.join(', ')}; without a version the usual one`,
  },
  flag: { type: 'string', description: 'A flag of the server’s own, NAME or NAME=VALUE; see below' },
  speculator: { type: 'string', default: 'none', description: Object.keys(DEFAULT_DRAFT_TOKENS).join(', ') },
  host: { type: 'string', default: '127.0.0.1', description: 'Address to listen on' },
  port: { type: 'string', default: '3000', description: 'Port to listen on; 0 is any free one' },
  'model-id': {
    type: 'string',
    description: 'The name it serves under; default: the target’s, in TGI the speculator’s',
  },
  base: { type: 'string', description: `Base model: ${Object.keys(baseModels).join(', ')}` },
  speculate: { type: 'string', description: 'Tokens drafted per step; default: the speculator’s own' },
  'draft-quality': {
    type: 'string',
    default: '1',
    description: 'Accuracy of trained heads, as a share of the tables’',
  },
  'draft-weights': {
    type: 'string',
    description: 'NAME=QUALITY: draft weights that can be swapped in while it serves (may be given several times)',
  },
  'frontend-lag': {
    type: 'string',
    default: '0',
    description: 'Share of steps whose output is found only with the next one’s (servers that merge outputs)',
  },
  'time-scale': { type: 'string', default: '1', description: 'How many times faster than the emulated machine' },
  seed: { type: 'string', default: '1', description: 'Of sampling, jitter and faults' },
  jitter: { type: 'string', default: '0', description: 'Step times vary by ± this share' },
  'api-key': { type: 'string', description: 'Ask for this key' },
  'compute-type': { type: 'string', default: 'gpu+optimized', description: 'TGI: x-compute-type' },
  'max-concurrent-requests': { type: 'string', default: '128', description: 'TGI: permits' },
  'max-input-tokens': { type: 'string', default: '1562', description: 'TGI: longest prompt' },
  'max-total-tokens': { type: 'string', default: '2048', description: 'Longest prompt and answer together' },
  'graceful-termination-timeout': {
    type: 'string',
    default: '3',
    description: 'Seconds that SIGTERM leaves to answers',
  },
  fault: { type: 'string', description: 'kind, kind:NUMBER or kind:after=3,share=0.1 (may be given several times)' },
} as const satisfies ArgsDef;

export type OptionsResult =
  | { readonly ok: true; readonly options: EmulatorOptions }
  | { readonly ok: false; readonly message: string };

/** Reads the command line and the environment. The first mistake is the message, in one line. */
export function readOptions(
  rawArgs: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): OptionsResult {
  try {
    return { ok: true, options: parse(rawArgs, env) };
  } catch (error) {
    if (error instanceof OptionError) return { ok: false, message: error.message };
    throw error;
  }
}

class OptionError extends Error {}

function parse(rawArgs: readonly string[], env: Readonly<Record<string, string | undefined>>): EmulatorOptions {
  const given = givenValues(rawArgs);
  const defaults: Readonly<Record<string, unknown>> = parseArgs([], emulatorArgs);
  const text = (name: keyof typeof emulatorArgs): string | null => {
    const fromEnv = env[`EMULATOR_${name.toUpperCase().replaceAll('-', '_')}`];
    const value = given.get(name)?.at(-1) ?? fromEnv ?? defaults[name];
    return typeof value === 'string' ? value : null;
  };
  const number = (name: keyof typeof emulatorArgs, lowest: number, highest: number, whole: boolean): number => {
    const value = Number(text(name) ?? Number.NaN);
    if (value >= lowest && value <= highest && (!whole || Number.isInteger(value))) return value;
    const range = highest === Infinity ? `${lowest} or more` : `from ${lowest} to ${highest}`;
    throw new OptionError(`--${name} must be a ${whole ? 'whole ' : ''}number ${range}, not "${text(name)}"`);
  };
  const base = text('base');
  const timeScale = number('time-scale', 0, 1e6, false);
  if (timeScale === 0) throw new OptionError('--time-scale must be above 0');
  const engine = findFace(text('engine') ?? '');
  if (engine === null) {
    throw new OptionError(`--engine must be one of ${engineNames.join(', ')}, not "${text('engine')}"`);
  }
  const options: EmulatorOptions = {
    engine: engine.version,
    flags: flagsOf(given.get('flag') ?? env['EMULATOR_FLAG']?.split(' ') ?? []),
    speculator: oneOf('speculator', text('speculator'), Object.keys(DEFAULT_DRAFT_TOKENS) as SpeculatorKind[]),
    host: text('host') ?? '127.0.0.1',
    port: number('port', 0, 65_535, true),
    modelId: text('model-id'),
    base: base === null ? null : oneOf('base', base, Object.keys(baseModels) as BaseModel['name'][]),
    speculate: text('speculate') === null ? null : number('speculate', 0, 32, true),
    draftQuality: number('draft-quality', 0, 1, false),
    draftWeights: new Map(
      (given.get('draft-weights') ?? env['EMULATOR_DRAFT_WEIGHTS']?.split(' ') ?? []).map(draftWeights),
    ),
    frontendLag: number('frontend-lag', 0, 1, false),
    timeScale,
    seed: number('seed', 0, 2 ** 32 - 1, true),
    jitter: number('jitter', 0, 1, false),
    apiKey: text('api-key'),
    computeType: text('compute-type') ?? '',
    maxConcurrentRequests: number('max-concurrent-requests', 1, 1e6, true),
    maxInputTokens: number('max-input-tokens', 1, 1e9, true),
    maxTotalTokens: number('max-total-tokens', 2, 1e9, true),
    graceSeconds: number('graceful-termination-timeout', 0, 3600, false),
    faults: (given.get('fault') ?? env['EMULATOR_FAULT']?.split(' ') ?? []).map(fault),
  };
  checkFlags(engine.face.flags(engine.version), options.flags);
  const refusal = engine.face.refuse(options);
  if (refusal !== null) throw new OptionError(refusal);
  return options;
}

/** Names may hold `=`, qualities not. */
function draftWeights(text: string): readonly [string, number] {
  const [, name, quality] = /^(.+)=([^=]+)$/s.exec(text) ?? [];
  const value = Number(quality ?? Number.NaN);
  if (name !== undefined && value >= 0 && value <= 1) return [name, value];
  throw new OptionError(`--draft-weights must be NAME=QUALITY with a quality from 0 to 1, not "${text}"`);
}

function flagsOf(texts: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    texts.map((text) => {
      const [name = '', ...value] = text.replace(/^--/, '').split('=');
      return [name, value.join('=')];
    }),
  );
}

function checkFlags(declared: FlagDeclarations, given: ReadonlyMap<string, string>): void {
  try {
    void new EngineFlags(declared, given);
  } catch (error) {
    throw error instanceof FlagError ? new OptionError(error.message) : error;
  }
}

/** All values of each option. citty keeps the last one only, and lets unknown ones pass. */
function givenValues(rawArgs: readonly string[]): Map<string, string[]> {
  const values = new Map<string, string[]>();
  for (let at = 0; at < rawArgs.length; at += 1) {
    const argument = rawArgs[at] ?? '';
    const [, written = '', inline] = /^--([^=]+)(?:=(.*))?$/s.exec(argument) ?? [];
    const name = written === 'dialect' ? 'engine' : written;
    if (!Object.hasOwn(emulatorArgs, name)) throw new OptionError(`unknown option ${argument}; --help lists them`);
    if (inline === undefined) at += 1;
    const value = inline ?? rawArgs[at];
    if (value === undefined) throw new OptionError(`--${written} needs a value`);
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  return values;
}

function oneOf<T extends string>(name: string, value: string | null, known: readonly T[]): T {
  const found = known.find((each) => each === value);
  if (found === undefined) throw new OptionError(`--${name} must be one of ${known.join(', ')}, not "${value}"`);
  return found;
}

function fault(text: string): Fault {
  const parsed = parseFaultText(text);
  if (!parsed.ok) throw new OptionError(`--fault ${text}: ${parsed.message}`);
  return parsed.fault;
}
