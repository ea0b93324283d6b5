import { beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../routing/testing/seeded-random.ts';
import { SqliteRollouts } from '../store/rollouts/sqlite-rollouts.ts';
import { FailingTable } from './testing/failing-table.ts';
import { SimulatedGateway, simulatedConfig } from './testing/simulated-gateway.ts';
import type { SimulatedOptions, SimulatedWorld } from './testing/simulated-gateway.ts';

const good: SimulatedWorld = { mlp: { tpotMs: 14, acceleration: 1.8 } };

let table: FailingTable;

beforeEach(() => {
  table = new FailingTable(new SqliteRollouts(':memory:'));
});

function gateway(changes: Partial<SimulatedOptions> = {}): SimulatedGateway {
  return new SimulatedGateway({ table, random: seededRandom(3), ...changes });
}

async function started(changes: Partial<SimulatedOptions> = {}): Promise<SimulatedGateway> {
  const one = gateway(changes);
  await one.look();
  expect(await one.ask('start')).toBeNull();
  return one;
}

const ways = (one: SimulatedGateway): readonly string[] => one.decisions.map(({ from, to }) => `${from} → ${to}`);
const last = (one: SimulatedGateway): string => one.decisions.at(-1)?.why ?? '';

describe('a rollout over simulated traffic', () => {
  it('promotes a good speculator, and gives it everything when the rollback window is over', async () => {
    const one = await started();
    expect(one.candidateShare()).toBe(0);
    await one.run(60, 10, good, 'promoted');
    expect(ways(one)).toEqual([
      'planned → ready',
      'ready → warming',
      'warming → running',
      'running → running',
      'running → deciding',
      'deciding → promoting',
      'promoting → promoted',
    ]);
    expect(one.decisions[4]?.why).toMatch(
      /^proven: acceleration 1\.8\d, speed-up 1\.\d\d \[1\.\d\d, 1\.\d\d\], needs > 1\.05$/,
    );
    expect(one.candidateShare()).toBeCloseTo(0.95, 1);
    await one.run(35, 10, good);
    expect(one.candidateShare()).toBe(1);
  });

  it('ends acceleration that saves no time as no benefit, and says both figures', async () => {
    const one = await started();
    await one.run(290, 10, { mlp: { acceleration: 1.8 } }, 'no_benefit');
    expect(one.phase).toBe('no_benefit');
    expect(last(one)).toMatch(/^acceleration 1\.8\d, speed-up (0\.9|1\.0)\d \[.*\], needs > 1\.05$/);
    expect(one.candidateShare()).toBe(0);
  });

  it('rolls back what fails requests, within the budget', async () => {
    const one = await started();
    await one.run(60, 10, { mlp: { ...good.mlp, failing: 0.3 } }, 'rolled_back');
    expect(one.phase).toBe('rolled_back');
    const [, candidate = '0', control = '0'] = /(\d+) failed, (\d+) of the control/.exec(last(one)) ?? [];
    expect(Number(candidate)).toBeGreaterThan(0);
    // Ten requests may come between two looks.
    expect(Number(candidate) - Number(control)).toBeLessThanOrEqual(50 + 10);
  });

  it('stops one whose answers are cut short: pauses, and asks', async () => {
    const one = await started();
    await one.run(60, 10, { mlp: { ...good.mlp, tokens: 60 } }, 'paused');
    expect(one.rollouts.controller.rollout('live')?.state.phase).toMatchObject({ reason: { check: 'length' } });
  });

  it('does not take failures for other endings: of what ends, as much is cut in either arm', async () => {
    const one = await started({ config: simulatedConfig('guardrails: { errors: { action: report } }') });
    await one.run(45, 10, { mlp: { ...good.mlp, failing: 0.5 } }, 'paused');
    expect([one.phase, last(one)]).not.toEqual(['paused', expect.anything()]);
    const verdicts = one.rollouts.controller.rollout('live')?.report?.verdicts ?? [];
    expect(verdicts.find(({ check }) => check === 'errors')?.result).toBe('fail');
  });

  it('pauses where more answers are cut than the control’s', async () => {
    const one = await started();
    await one.run(100, 10, { mlp: { ...good.mlp, cut: 0.3 } }, 'paused');
    expect(last(one)).toMatch(/^finish reasons: e = .*, stops at 100$/);
  });

  it('does not take the habits of a few users for the candidate’s', async () => {
    const one = await started();
    // Every third of twelve has all of its answers cut.
    const sessionOf: SimulatedWorld['sessionOf'] = (n) => `user-${n % 12}`;
    const isCut = (session: string): boolean => Number(session.slice(5)) % 3 === 0;
    await one.run(60, 10, { baseline: { isCut }, mlp: { ...good.mlp, isCut }, sessionOf }, 'paused');
    const verdicts = one.rollouts.controller.rollout('live')?.report?.verdicts ?? [];
    expect(verdicts.find(({ check }) => check === 'finish reasons')?.result).toBe('pass');
  });

  it('stops one that says other things than the control', async () => {
    const one = await started({ config: simulatedConfig('guardrails: { mismatch: { every: 500ms } }') });
    one.greedyAnswers['mlp'] = 'something else';
    await one.run(60, 10, good, 'rolled_back');
    expect(last(one)).toMatch(/^mismatch: e = .*, stops at 100$/);
  });

  it('never promotes a canary that has less to do, however fast it looks', async () => {
    const config = simulatedConfig();
    const steps = [
      { kind: 'coverage', coverage: { ofUnits: 0.3 }, candidateWeight: null, holdMs: 5000, confirm: false },
    ] as const;
    const underLoaded = { ...config, rollouts: new Map([['live', { ...config.rollouts.get('live')!, steps }]]) };
    const one = await started({ config: underLoaded });
    await one.run(120, 10, { mlp: { tpotMs: 10, acceleration: 1.8 } }, 'paused');
    expect(one.rollouts.controller.rollout('live')?.state.phase).toMatchObject({
      kind: 'paused',
      reason: { kind: 'load' },
    });
    expect(last(one)).toMatch(/^load × 0\.1\d/);
  });

  it('pauses when units do not stay where they belong', async () => {
    const one = await started();
    // Clients that come back as somebody else when they were given the candidate.
    const sessionOf: SimulatedWorld['sessionOf'] = (n, variantOf) =>
      variantOf(`s-${n}`) === 'mlp' && n % 2 === 0 ? `again-${n}` : `s-${n}`;
    await one.run(120, 10, { ...good, sessionOf }, 'paused');
    expect(one.rollouts.controller.rollout('live')?.state.phase).toMatchObject({
      kind: 'paused',
      reason: { kind: 'srm' },
    });
    expect(last(one)).toMatch(/^SRM: e = /);
  });

  it('pauses when sessions are served by both arms, though as many come to each as should', async () => {
    const plain = simulatedConfig();
    const model = plain.models.get('tgi')!;
    const experiment = { ...model.experiment, allowForced: true };
    const one = await started({ config: { ...plain, models: new Map([['tgi', { ...model, experiment }]]) } });
    const sessionOf: SimulatedWorld['sessionOf'] = (n) => `user-${n % 1000}`;
    const forcedOf = (n: number): string | null => (n % 30 === 0 ? 'mlp' : null);
    await one.run(120, 10, { ...good, sessionOf, forcedOf }, 'paused');
    expect(one.rollouts.controller.rollout('live')?.state.phase).toMatchObject({
      reason: { check: 'multiple exposures' },
    });
    expect(last(one)).toMatch(/^multiple exposures: \d+ of \d+ units in both arms, may be 1 %$/);
  });

  it('holds without traffic, also when it stops in the middle', async () => {
    const one = await started();
    await one.run(30, 0);
    expect(one.phase).toBe('warming');
    expect(one.sentence).toBe('warming: 0 of 5 answers');
    await one.run(5, 10, good);
    const { phase } = one.rollouts.controller.rollout('live')?.state ?? {};
    await one.run(60, 0);
    expect(one.rollouts.controller.rollout('live')?.state.phase).toEqual(phase);
    expect(one.sentence).toMatch(/^holding: no data for \d+ (s|min), /);
  });

  it('takes back a speculator that stops working after its promotion', async () => {
    const one = await started();
    await one.run(60, 10, good, 'promoted');
    await one.run(20, 10, { mlp: { tpotMs: 20, acceleration: 1 } }, 'rolled_back');
    expect(last(one)).toMatch(/^acceleration 1\.0\d \[.*\], works from 1\.05$/);
  });

  it('deals sessions anew where a few busy ones have spoilt the load, and is promoted on another deal', async () => {
    const one = await started({ config: simulatedConfig('minBlocks: 10') });
    const draw = seededRandom(11);
    const sessionOf: SimulatedWorld['sessionOf'] = () => `user-${Math.floor(300 * draw() ** 1.5)}`;
    await one.run(120, 10, { ...good, sessionOf }, 'promoted');
    expect([one.phase, one.rollouts.controller.rollout('live')?.state.run]).toEqual(['promoted', 2]);
    const dealt = one.decisions.filter(({ why }) => why.includes('dealt anew'));
    expect(dealt).toMatchObject([{ from: 'running', to: 'warming', run: 2, by: 'rollout' }]);
    expect(dealt[0]?.why).toMatch(/^load × .*, though the split is matched: dealt anew, 1 of 2$/);
  });

  it('promotes with sticky sessions, too, whose requests are not independent', async () => {
    const one = await started();
    const sessionOf: SimulatedWorld['sessionOf'] = (n) => `user-${n % 1000}`;
    await one.run(120, 10, { ...good, sessionOf }, 'promoted');
    expect(one.phase).toBe('promoted');
  });
});

describe('several gateways', () => {
  it('lead one at a time, add up what they see, and follow within a look', async () => {
    const one = await started({ name: 'gw-1' });
    const two = gateway({ name: 'gw-2', time: one.time, random: seededRandom(9) });
    for (let looks = 0; looks < 700 && one.phase !== 'promoted'; looks += 1) {
      one.time.advance(100);
      await one.look(5, good);
      await two.look(5, good);
      expect(two.phase).toBe(one.phase);
      expect(one.rollouts.controller.isLeading && two.rollouts.controller.isLeading).toBe(false);
    }
    expect(one.phase).toBe('promoted');
    expect(two.decisions).toEqual([]);
    expect(two.candidateShare()).toBe(one.candidateShare());
    // Half of the traffic each, and as soon promoted as by one that sees it all.
    expect(one.time.now()).toBeLessThan(60_000);
  });

  it('take over from a leader that dies: no decision is lost and none is made twice', async () => {
    const one = await started({ name: 'gw-1' });
    const two = gateway({ name: 'gw-2', time: one.time, random: seededRandom(9) });
    const dead = { at: 20_000 };
    for (let looks = 0; looks < 900 && two.phase !== 'promoted'; looks += 1) {
      one.time.advance(100);
      // What it saw is in the store; what it holds in memory goes with it.
      if (one.time.now() < dead.at) await one.look(5, good);
      await two.look(one.time.now() < dead.at ? 5 : 10, good);
    }
    expect(two.phase).toBe('promoted');
    const events = await two.rollouts.controller.events('live', 0);
    expect(events.map(({ revision }) => revision)).toEqual(events.map((_, index) => index + 1));
    expect(events.filter(({ to }) => to === 'promoted')).toHaveLength(1);
    expect(one.decisions.length + two.decisions.length).toBe(events.length);
    // Whoever is told of decisions hears of all of them, though the one who made some is dead.
    expect([...new Set([...one.told, ...two.told])]).toEqual(events.map(({ revision }) => revision));
  });

  it('decide once even when the answer of the store is lost', async () => {
    const one = await started();
    for (let looks = 0; looks < 900 && one.phase !== 'promoted'; looks += 1) {
      one.time.advance(100);
      table.state = looks % 7 === 3 ? 'lost' : looks % 7 === 5 ? 'away' : 'there';
      await one.look(10, good);
    }
    table.state = 'there';
    expect(one.phase).toBe('promoted');
    const events = await one.rollouts.controller.events('live', 0);
    expect(events.map(({ revision }) => revision)).toEqual(events.map((_, index) => index + 1));
  });

  it('go on from where a gateway was that is started again, with all that was seen', async () => {
    const one = await started({ name: 'gw-1' });
    await one.run(30, 10, good);
    const { state } = one.rollouts.controller.rollout('live')!;
    await one.rollouts.stop();
    const again = gateway({ name: 'gw-1b', time: one.time, random: seededRandom(5) });
    await again.look();
    expect(again.rollouts.controller.rollout('live')?.state).toEqual(state);
    await again.run(25, 10, good, 'promoted');
    expect(again.phase).toBe('promoted');
  });
});

describe('a database that is away', () => {
  it('leaves the last splits in force, decides nothing, and loses nothing that was seen', async () => {
    const one = await started();
    await one.run(30, 10, good);
    const share = one.candidateShare();
    const before = one.decisions.length;
    table.state = 'away';
    await one.run(30, 10, { mlp: { ...good.mlp, failing: 0.9 } });
    expect(one.candidateShare()).toBe(share);
    expect(one.decisions).toHaveLength(before);
    expect(one.rollouts.controller.away).toBe('connection refused');
    expect(await one.ask('abort')).toMatchObject({ refused: 'away' });
    table.state = 'there';
    await one.look();
    expect(one.phase).toBe('rolled_back');
  });
});

describe('the brake', () => {
  it('works at once and with no database, and is on record when there is one again', async () => {
    const one = await started();
    await one.run(30, 10, good);
    expect(one.candidateShare()).toBeGreaterThan(0);
    table.state = 'away';
    one.rollouts.controller.brake.pull({ by: 'ada', why: 'users complain' });
    expect(one.candidateShare()).toBe(0);
    table.state = 'there';
    await one.look();
    expect(one.phase).toBe('rolled_back');
    expect(one.decisions.at(-1)).toMatchObject({ by: 'ada', why: 'emergency brake: users complain' });
  });

  it('by a file holds every gateway that sees it, and lets nothing begin', async () => {
    const one = await started();
    await one.run(30, 10, good);
    one.isBrakeFileThere = true;
    await one.look();
    expect(one.candidateShare()).toBe(0);
    expect(await one.ask('retry')).toMatchObject({ refused: 'braked' });
    one.isBrakeFileThere = false;
    await one.look();
    expect(one.phase).toBe('rolled_back');
    expect(one.candidateShare()).toBe(0);
    expect(await one.ask('retry')).toBeNull();
  });
});

describe('a command', () => {
  it('that is asked again by the same name is decided once', async () => {
    const one = await started();
    await one.run(10, 10, good);
    expect(await one.ask('pause', { request: 'pause-1' })).toBeNull();
    expect(await one.ask('resume', { request: 'resume-1' })).toBeNull();
    const before = one.decisions.length;
    table.state = 'lost';
    expect(await one.ask('pause', { request: 'pause-2' })).toMatchObject({ refused: 'away' });
    table.state = 'there';
    expect(await one.ask('pause', { request: 'pause-2' })).toBeNull();
    expect(await one.ask('pause', { request: 'pause-1' })).toBeNull();
    expect(one.decisions.length).toBe(before);
    expect((await one.rollouts.controller.events('live', 0)).filter(({ to }) => to === 'paused')).toHaveLength(2);
    expect(await one.ask('pause', { request: 'pause-3' })).toMatchObject({ refused: 'impossible' });
  });

  it('of one who has not seen the latest is refused', async () => {
    const one = await started();
    await one.run(10, 10, good);
    expect(await one.ask('abort', { expected: { revision: 1 } })).toMatchObject({ refused: 'moved' });
  });

  it('to begin waits for another rollout of the same model', async () => {
    const config = simulatedConfig();
    const live = config.rollouts.get('live')!;
    const two = {
      ...config,
      rollouts: new Map([
        ['other', { ...live, name: 'other' }],
        ['live', live],
      ]),
    };
    const one = await started({ config: two });
    await one.run(5, 10, good);
    const answer = await one.rollouts.controller.ask('other', {
      verb: 'start',
      full: false,
      by: 'ada',
      request: null,
      why: '',
      expected: null,
    });
    expect(answer).toMatchObject({
      refused: 'impossible',
      message: expect.stringContaining('live has the traffic of tgi'),
    });
  });
});

describe('the file', () => {
  it('that no longer has a rollout ends it, and gives the model its experiment back', async () => {
    const one = await started();
    await one.run(30, 10, good);
    const config = simulatedConfig();
    one.reconfigure({ ...config, rollouts: new Map() });
    expect(one.candidateShare()).toBe(0);
    await one.look();
    const events = await one.rollouts.controller.events('live', 0);
    expect(events.at(-1)).toMatchObject({ to: 'rolled_back', by: 'slipstream.yaml' });
  });

  it('that changes a plan changes the next run, and not the one under way', async () => {
    const one = await started();
    await one.run(10, 10, good);
    one.reconfigure(simulatedConfig('minimalEffect: 0.7'));
    await one.look(10, good);
    expect(one.rollouts.controller.rollout('live')?.state.plan.minimalEffect).toBe(0.05);
    await one.ask('abort');
    await one.ask('retry');
    expect(one.rollouts.controller.rollout('live')?.state.plan.minimalEffect).toBe(0.7);
  });
});
