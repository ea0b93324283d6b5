import { parseConfig, parseRollout } from '@slipstream/config';
import type { Config, Rollout } from '@slipstream/config';
import { beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../routing/testing/seeded-random.ts';
import { SqliteRollouts } from '../store/rollouts/sqlite-rollouts.ts';
import type { Refused } from './refusal.ts';
import { FailingTable } from './testing/failing-table.ts';
import { SimulatedGateway } from './testing/simulated-gateway.ts';
import type { SimulatedOptions, SimulatedWorld } from './testing/simulated-gateway.ts';

const good: SimulatedWorld = { mlp: { tpotMs: 14, acceleration: 1.8 } };
const fast = {
  block: '1s',
  soak: '5s',
  minRequests: 100,
  rollbackWindow: '30s',
  steps: [
    { coverage: '20% of matched', hold: '5s' },
    { coverage: 'matched', hold: '5s' },
  ],
};

/** A file without rollouts, unless the test has one to add; `without` a variant that it took out. */
function fileWith(rollouts: string = '', without: string = ''): Config {
  const variants = {
    baseline: '{ engine: tgi, model: b, base: llama, replicas: [http://b-0:1] }',
    mlp: '{ engine: tgi, model: m, base: llama, speculator: mlp, replicas: [http://m-0:1] }',
    other: '{ engine: tgi, model: o, base: llama, replicas: [http://o-0:1] }',
  };
  const lines = Object.entries(variants).filter(([name]) => name !== without);
  const parsed = parseConfig(`
models:
  tgi:
    variants:
${lines.map(([name, variant]) => `      ${name}: ${variant}`).join('\n')}
    experiment: { weights: { baseline: 1 } }
${rollouts}`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return parsed.config;
}

function plan(changes: object = {}, name: string = 'live'): Rollout {
  const section = { model: 'tgi', candidate: 'mlp', control: 'baseline', ...fast, ...changes };
  const parsed = parseRollout(name, section, fileWith());
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return parsed.rollout;
}

const asker = { by: 'ada', why: 'Tuesday', request: null };

let table: FailingTable;

beforeEach(() => {
  table = new FailingTable(new SqliteRollouts(':memory:'));
});

function gateway(changes: Partial<SimulatedOptions> = {}): SimulatedGateway {
  return new SimulatedGateway({ table, config: fileWith(), random: seededRandom(3), ...changes });
}

async function create(one: SimulatedGateway, made: Rollout = plan()): Promise<Refused | null> {
  const answer = await one.rollouts.controller.create(made, asker);
  return 'refused' in answer ? answer : null;
}

async function remove(one: SimulatedGateway): Promise<Refused | null> {
  const answer = await one.rollouts.controller.remove('live', asker);
  return 'refused' in answer ? answer : null;
}

describe('a rollout made by the API', () => {
  it('leaves the model as it is until it is started, and is promoted like any other', async () => {
    const one = gateway();
    await one.look();
    expect(await create(one)).toBeNull();
    expect([one.phase, one.candidateShare()]).toEqual(['planned', 0]);
    expect(await one.ask('start')).toBeNull();
    await one.run(60, 10, good, 'promoted');
    expect(one.phase).toBe('promoted');
    expect(one.decisions[0]).toMatchObject({ from: 'absent', to: 'planned', by: 'ada', why: 'created: Tuesday' });
  });

  it('is known to all gateways within a look, and after a restart', async () => {
    const [one, two] = [gateway({ name: 'gw-1' }), gateway({ name: 'gw-2' })];
    await one.look();
    // Whoever is asked: the one that follows as well.
    expect(await create(two)).toBeNull();
    await one.look();
    expect(one.phase).toBe('planned');
    expect(await one.ask('start')).toBeNull();
    await two.look();
    expect(two.phase).not.toBe('planned');
    await Promise.all([one.rollouts.stop(), two.rollouts.stop()]);
    const again = gateway({ name: 'gw-3' });
    await again.look();
    expect(again.rollouts.controller.rollout('live')?.state).toMatchObject({ source: 'api', run: 1 });
  });

  it('is made once, also where two gateways are asked at the same time', async () => {
    const [one, two] = [gateway({ name: 'gw-1' }), gateway({ name: 'gw-2' })];
    const answers = await Promise.all([create(one), create(two)]);
    expect(answers.filter((answer) => answer === null)).toHaveLength(1);
    expect(await one.rollouts.controller.events('live', 0)).toHaveLength(1);
  });

  it('has neither seed nor statistics of an earlier one of its name', async () => {
    const one = gateway();
    await create(one);
    await one.ask('start');
    await one.run(10, 10, good);
    await one.ask('abort');
    expect(await remove(one)).toBeNull();
    expect([one.phase, one.rollouts.controller.rollouts()]).toEqual(['unknown', []]);
    expect(await one.ask('retry')).toMatchObject({ refused: 'unknown' });
    expect(await create(one, plan({ minRequests: 77 }))).toBeNull();
    expect(await one.ask('start')).toBeNull();
    await one.look();
    const { state } = one.rollouts.controller.rollout('live')!;
    expect([state.run, state.plan.minRequests]).toEqual([2, 77]);
    expect([...one.rollouts.sampler.epochsOf('live', 2).values()].every(({ answers }) => !answers['mlp-0'])).toBe(true);
  });

  it('is not deleted while it has anything to decide', async () => {
    const one = gateway();
    await create(one);
    await one.ask('start');
    expect(await remove(one)).toMatchObject({
      refused: 'impossible',
      message: expect.stringContaining('abort it first'),
    });
    expect(await create(one)).toMatchObject({ refused: 'impossible', message: expect.stringContaining('already') });
  });

  it('that is promoted may be deleted when the file has the candidate serve everything', async () => {
    const one = gateway();
    await create(one);
    await one.ask('start');
    await one.run(60, 10, good, 'promoted');
    one.reconfigure(candidateOnly());
    expect(await remove(one)).toMatchObject({ refused: 'impossible', message: expect.stringContaining('or undo it') });
    await one.run(35, 10, good);
    one.reconfigure(fileWith());
    expect(await remove(one)).toMatchObject({
      refused: 'impossible',
      message: expect.stringContaining('have the file give all of tgi to mlp'),
    });
    one.reconfigure(candidateOnly());
    expect(await remove(one)).toBeNull();
    expect(one.candidateShare()).toBe(1);
  });

  it('waits for another rollout of its model, as that waits for it', async () => {
    const one = gateway();
    await create(one);
    await create(one, plan({ candidate: 'other' }, 'second'));
    await one.ask('start');
    const answer = await one.rollouts.controller.ask('second', {
      ...asker,
      verb: 'start',
      full: false,
      expected: null,
    });
    expect(answer).toMatchObject({
      refused: 'impossible',
      message: expect.stringContaining('live has the traffic of tgi'),
    });
  });
});

describe('a file that changes', () => {
  const named = 'rollouts: { live: { model: tgi, candidate: other, control: baseline } }';

  it('wins the name: the next run takes its plan, and one under way ends by its own', async () => {
    const one = gateway();
    await create(one);
    await one.ask('start');
    await one.run(10, 10, good);
    one.reconfigure(fileWith(named));
    await one.look();
    expect(one.rollouts.controller.rollout('live')?.state).toMatchObject({
      source: 'file',
      plan: { candidate: 'mlp' },
    });
    expect(one.decisions.at(-1)).toMatchObject({
      by: 'slipstream.yaml',
      why: expect.stringContaining('its names win'),
    });
    await one.ask('abort');
    await one.ask('retry');
    expect(one.rollouts.controller.rollout('live')?.state.plan.candidate).toBe('other');
    one.reconfigure(fileWith());
    await one.look();
    expect((await one.rollouts.controller.events('live', 0)).at(-1)).toMatchObject({
      to: 'rolled_back',
      why: 'it is no longer in the file',
    });
    // Whose name it was, it is free again.
    expect(await create(one)).toBeNull();
  });

  it('takes a name that was deleted', async () => {
    const one = gateway();
    await create(one);
    await remove(one);
    one.reconfigure(fileWith(named));
    await one.look();
    expect(one.rollouts.controller.rollout('live')?.state).toMatchObject({
      source: 'file',
      phase: { kind: 'planned' },
    });
  });

  it.each([['mlp'], ['baseline']])('without its variant %s ends it, and says why', async (without) => {
    const one = gateway();
    await create(one);
    await one.ask('start');
    await one.run(20, 10, good, 'running');
    const config = without === 'baseline' ? withoutControl() : fileWith('', without);
    one.reconfigure(config);
    await one.look();
    expect([one.phase, one.decisions.at(-1)?.why]).toEqual([
      'rolled_back',
      `it cannot go on: tgi has no variant ${without} in slipstream.yaml`,
    ]);
    expect(await one.ask('retry')).toMatchObject({
      refused: 'impossible',
      message: expect.stringContaining('cannot begin'),
    });
    await one.run(2, 5);
    one.reconfigure(fileWith());
    expect(await one.ask('retry')).toBeNull();
  });

  it('without its model ends it, too', async () => {
    const one = gateway();
    await create(one);
    await one.ask('start');
    one.reconfigure({ ...fileWith(), models: new Map() });
    await one.look();
    expect(one.decisions.at(-1)?.why).toBe('it cannot go on: the model tgi is not in slipstream.yaml');
  });

  it('that cleans up behind a promotion leaves it be', async () => {
    const one = gateway();
    await create(one);
    await one.ask('start');
    await one.run(60, 10, good, 'promoted');
    await one.run(35, 10, good);
    one.reconfigure(withoutControl());
    await one.look();
    expect(one.rollouts.controller.rollout('live')?.state.phase).toMatchObject({ kind: 'promoted', settled: true });
  });
});

function candidateOnly(): Config {
  const config = fileWith();
  const model = config.models.get('tgi')!;
  const experiment = { ...model.experiment, weights: new Map([['mlp', 1]]), fallback: 'mlp' };
  return { ...config, models: new Map([['tgi', { ...model, experiment }]]) };
}

/** The file once the candidate is what the model is. */
function withoutControl(): Config {
  const parsed = parseConfig(`
models:
  tgi: { variants: { mlp: { engine: tgi, model: m, base: llama, speculator: mlp, replicas: [http://m-0:1] } } }
`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return parsed.config;
}
