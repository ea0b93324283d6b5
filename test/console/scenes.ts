import type { Config, Model, Variant } from '@slipstream/config';
import type { Interval } from '@slipstream/statistics';
import type { ConclusionRow, Dimension } from '../../apps/gateway/src/http/console/console-sources.ts';
import { simulatedConfig } from '../../apps/gateway/src/rollout/testing/simulated-gateway.ts';
import { SimulatedConsole } from '../../apps/gateway/src/testing/simulated-console.ts';

const fields = `guardrails: { finishReasons: { action: report }, length: { action: report } }\n    minBlocks: 40`;

function config(): Config {
  const plain = simulatedConfig(fields);
  const [live] = plain.rollouts.values();
  if (live === undefined) throw new Error('there is a rollout');
  const steps = [0.1, 0.5, 1].map((ofMatched) => {
    return {
      kind: 'coverage',
      coverage: { ofMatched },
      candidateWeight: null,
      holdMs: 60_000,
      confirm: false,
    } as const;
  });
  return { ...plain, rollouts: new Map([['live', { ...live, steps, longestMs: 3_600_000 }]]) };
}

/** In its last step, 1.75 tokens a pass, and not yet proven to be faster. */
export async function holding(): Promise<SimulatedConsole> {
  const sim = await SimulatedConsole.start({ config: config(), bands });
  await sim.gateway.run(90, 8, faster);
  await sim.gateway.ask('start', { why: 'the new draft model' });
  await sim.gateway.run(160, 8, faster);
  return sim;
}

/** Its engine fails more often than the control's. */
export async function rolledBack(): Promise<SimulatedConsole> {
  const sim = await SimulatedConsole.start({ config: config(), bands });
  await sim.gateway.run(90, 8, faster);
  await sim.gateway.ask('start', { why: 'the new draft model' });
  await sim.gateway.run(120, 8, { mlp: { ...faster.mlp, failing: 0.08 } }, 'rolled_back');
  await sim.gateway.run(20, 8, faster);
  return sim;
}

export async function noTraffic(): Promise<SimulatedConsole> {
  return await SimulatedConsole.start({ config: config() });
}

export async function manyVariants(): Promise<SimulatedConsole> {
  const names = Array.from({ length: 50 }, (_, n) => (n === 0 ? 'baseline' : `mlp-k${n}`));
  return await SimulatedConsole.start({ config: withModel(config(), 'many', names) });
}

/** A second model, whose variants are named as whoever likes; the first of them is the others' control. */
export function withModel(plain: Config, modelName: string, names: readonly string[]): Config {
  const [tgi] = plain.models.values();
  const [baseline, mlp] = tgi?.variants.values() ?? [];
  if (tgi === undefined || baseline === undefined || mlp === undefined)
    throw new Error('the model tgi has two variants');
  const [control = 'control'] = names;
  const made = names.map((name, index): Variant => (index === 0 ? { ...baseline, name } : { ...mlp, name, control }));
  const variants = new Map(made.map((variant) => [variant.name, variant]));
  const experiment = { ...tgi.experiment, weights: new Map(names.map((name) => [name, 1])), fallback: control };
  const model: Model = { ...tgi, name: modelName, variants, experiment };
  return { ...plain, models: new Map([...plain.models, [modelName, model]]) };
}

const faster = { mlp: { tpotMs: 17.6, acceleration: 1.75 } };

/** What simulated answers do not tell: [band, acceleration, speed-up]. */
const bandFigures: Readonly<Partial<Record<Dimension, readonly (readonly [string, number, number])[]>>> = {
  concurrency: [
    ['1', 1.78, 1.34],
    ['2-3', 1.78, 1.3],
    ['4-7', 1.76, 1.21],
    ['8-15', 1.75, 1.1],
    ['16-31', 1.74, 0.98],
    ['32-63', 1.74, 0.86],
  ],
  length: [
    ['0-127', 1.6, 1.08],
    ['128-511', 1.75, 1.14],
    ['512-2047', 1.9, 1.24],
  ],
  class: [
    ['tools', 2.3, 1.52],
    ['chat', 1.7, 1.12],
    ['summary', 1.4, 0.95],
  ],
};

function bands(_model: string, by: Dimension): readonly ConclusionRow[] | null {
  const figures = bandFigures[by];
  if (figures === undefined) return null;
  return figures.flatMap(([band, acceleration, speedUp], index): readonly ConclusionRow[] => {
    const common = { band, method: 'derived', stepCost: null, ttftMs: null } as const;
    const pace = 16 + 4 * index;
    return [
      {
        ...common,
        variant: 'baseline',
        control: null,
        requests: 410 - 40 * index,
        acceleration: around(1, 0),
        speedUp: null,
        tpotMs: around(pace, 0.03),
      },
      {
        ...common,
        variant: 'mlp',
        control: 'baseline',
        requests: 400 - 40 * index,
        acceleration: around(acceleration, 0.03),
        speedUp: around(speedUp, 0.05),
        tpotMs: around(pace / speedUp, 0.04),
      },
    ];
  });
}

function around(estimate: number, share: number): Interval {
  return { lower: estimate / (1 + share), estimate, upper: estimate * (1 + share) };
}
