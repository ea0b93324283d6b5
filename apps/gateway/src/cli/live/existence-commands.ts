import { readFileSync } from 'node:fs';
import { readPlan } from '@slipstream/config';
import { CliError } from '../cli-context.ts';
import { command } from '../command.ts';
import type { Command } from '../command.ts';
import { clientOf } from './client-of.ts';
import type { LiveContext } from './live-context.ts';
import type { RolloutShape } from './rollout-shape.ts';

const commonArgs = {
  admin: { type: 'string', description: 'URL of an admin API (or SLIPSTREAM_ADMIN; default http://127.0.0.1:9090)' },
  json: { type: 'boolean', description: 'Print JSON, one line each' },
  name: { type: 'positional', required: true, description: 'Name of the rollout' },
  why: { type: 'string', default: '', description: 'For the audit log' },
} as const;

const createArgs = {
  ...commonArgs,
  file: { type: 'string', description: 'YAML or JSON: what `rollouts.NAME` of slipstream.yaml may be' },
  model: { type: 'string', description: 'Whose traffic is moved' },
  candidate: { type: 'string', description: 'The variant that is to serve it' },
  control: { type: 'string', description: 'The variant that serves it now (default: the candidate’s control)' },
  steps: { type: 'string', description: 'Coverage, step by step: "10%, 50% of matched, matched"' },
} as const;

/** The options of `create` that say what is in a plan. */
type PlanOptions = Readonly<Partial<Record<'file' | 'model' | 'candidate' | 'control' | 'steps', string>>>;

/** `slipstream rollout create|delete`: rollouts that are in no file. */
export function existenceCommands(
  context: LiveContext,
  show: (rollout: RolloutShape, json: boolean | undefined) => void,
): Readonly<Record<string, Command>> {
  return {
    create: command('Makes a rollout that is in no file; start begins it', createArgs, async (args) => {
      const { admin, json, name, why, file, model, candidate, control, steps } = args;
      const plan = planOf(given({ file, model, candidate, control, steps }));
      show(await clientOf(context, admin).create(name, { plan, why, idempotencyKey: context.newKey() }), json);
    }),

    delete: command('Deletes such a rollout when it is planned or over', commonArgs, async (args) => {
      const { admin, json, name, why } = args;
      const deleted = await clientOf(context, admin).remove(name, { why, idempotencyKey: context.newKey() });
      if (json === true) show(deleted, json);
      else context.out(`${name} is deleted; its log stays\n`);
    }),
  };
}

/** Read by the gateway, which knows the models: here it need only be put together. */
function planOf({ file, steps, ...words }: PlanOptions): unknown {
  const isInWords = steps !== undefined || Object.keys(words).length > 0;
  if (file !== undefined && isInWords) throw new CliError('--file holds the whole plan: give it alone, or no file');
  if (file !== undefined) return planIn(file);
  if (words.model === undefined || words.candidate === undefined) {
    throw new CliError('--model and --candidate are needed, or --file with a plan');
  }
  const coverages = steps?.split(',').map((part) => ({ coverage: part.trim() }));
  return coverages === undefined ? words : { ...words, steps: coverages };
}

function planIn(file: string): unknown {
  const plan = readPlan(textOf(file));
  if (!plan.ok) throw new CliError(`${file}: ${plan.message.replaceAll('\n', `\n${file}: `)}`);
  return plan.value;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CliError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

/** Without those that were not given. */
function given(options: Readonly<Record<keyof PlanOptions, string | undefined>>): PlanOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
