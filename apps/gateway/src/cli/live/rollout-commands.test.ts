import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { secretOf, startSimulatedAdmin } from '../../testing/simulated-admin.ts';
import type { SimulatedAdmin } from '../../testing/simulated-admin.ts';
import { slipstreamCommand } from '../slipstream-command.ts';

let admin: SimulatedAdmin;
let keys = 0;
const fast = { mlp: { tpotMs: 14, acceleration: 1.8 } };

beforeEach(async () => {
  admin = await startSimulatedAdmin();
});

afterEach(async () => await admin[Symbol.asyncDispose]());

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function slipstream(words: string, options: { as?: string; isTerminal?: boolean } = {}): Promise<Ran> {
  const ran = { out: '', err: '' };
  const code = await slipstreamCommand(words.split(' '), {
    out: (text) => void (ran.out += text),
    err: (text) => void (ran.err += text),
    env: { SLIPSTREAM_ADMIN: admin.url, SLIPSTREAM_ADMIN_KEY: secretOf(options.as ?? 'operator') },
    wallTime: () => 0,
    isTerminal: options.isTerminal ?? false,
    newKey: () => `k-${(keys += 1)}`,
  });
  return { code, ...ran };
}

describe('slipstream rollout', () => {
  it('starts a rollout and shows where it stands', async () => {
    expect(await slipstream('rollout start live --why Tuesday')).toMatchObject({ code: 0, err: '' });
    await admin.gateway.run(20, 10, {}, 'running');
    const { out, code } = await slipstream('rollout status live');
    expect(code).toBe(0);
    expect(out.split('\n').slice(0, 3)).toEqual([
      'live: mlp for baseline of tgi · running, step 1 of 2 · run 1',
      '  coverage 20 %, 50 % of it on mlp: 10 % of all units',
      '  running: each replica of mlp has given 5 answers',
    ]);
  });

  it.each([
    ['promoted', 0],
    ['rolled_back', 3],
    ['paused', 4],
    ['no_benefit', 99],
  ])('watches until it is %s, and ends with %d', async (phase, code) => {
    await slipstream('rollout start live');
    const watching = slipstream('rollout watch live');
    const worlds = {
      promoted: fast,
      rolled_back: { mlp: { failing: 0.9 } },
      paused: { mlp: { ...fast.mlp, tokens: 60 } },
      no_benefit: { mlp: { acceleration: 1.8 } },
    } as const;
    for (let looks = 0; looks < 3000 && admin.gateway.phase !== phase; looks += 1) {
      admin.gateway.time.advance(100);
      await admin.gateway.look(10, worlds[phase as keyof typeof worlds]);
    }
    // The loop that tells watchers is that of the gateway.
    await admin.gateway.rollouts.start();
    expect((await watching).code).toBe(code);
    expect((await slipstream('rollout status live')).code).toBe(code);
  });

  it('shows who decided what', async () => {
    await slipstream('rollout start live --why Tuesday');
    const { out } = await slipstream('rollout log live');
    expect(out).toMatch(/^2027-\d\d-\d\d \d\d:\d\d:\d\d  1  planned → ready  by operator  Tuesday\n$/);
  });

  it('prints JSON for scripts', async () => {
    expect(JSON.parse((await slipstream('rollout list --json')).out)).toMatchObject({ name: 'live', phase: 'planned' });
  });

  it.each([
    ['rollout start nope', 'There is no rollout "nope"; rollouts: live.\n'],
    ['rollout resume live', 'live is planned: resume is for a rollout that is paused.\n'],
    ['rollout start live --at running:2', 'live is planned (revision 0), and not where you expect it.\n'],
    ['rollout start live --at 2', '--at "2" is no place; a phase, or a phase and a step, is: running:2\n'],
    ['rollout start live --wy x', '--wy is no option here; options: --admin, --json, --why, --at, --watch\n'],
  ])('%s: 2, and why', async (words, err) => {
    expect(await slipstream(words)).toEqual({ code: 2, out: '', err });
  });

  it('makes a rollout by its options, or of a file, and deletes it', async () => {
    const made = await slipstream('rollout create mine --model tgi --candidate mlp --steps 10%,matched --why Tuesday');
    expect(made).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringMatching(/^mine: mlp for baseline of tgi · planned/),
    });
    expect((await slipstream('rollout log mine')).out).toContain('absent → planned  by operator  created: Tuesday');
    expect(await slipstream('rollout delete mine')).toEqual({
      code: 0,
      err: '',
      out: 'mine is deleted; its log stays\n',
    });

    const file = join(mkdtempSync(join(tmpdir(), 'slipstream-plan-')), 'plan.yaml');
    writeFileSync(file, 'model: tgi\ncandidate: mlp\nsteps: [{ coverage: 5% }, { coverage: matched }]\n');
    const { out } = await slipstream(`rollout create theirs --file ${file} --json`);
    expect(JSON.parse(out)).toMatchObject({ name: 'theirs', source: 'api', steps: 2 });
    writeFileSync(file, 'model: tgi\ncandidate: mpl\n');
    expect(await slipstream(`rollout create others --file ${file}`)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^plan\.candidate: /),
    });
    writeFileSync(file, 'model: [tgi\n');
    expect((await slipstream(`rollout create others --file ${file}`)).err).toMatch(/plan\.yaml: \d+:\d+ /);
  });

  it.each([
    ['rollout create x --model tgi', '--model and --candidate are needed, or --file with a plan\n'],
    ['rollout create x --file /nowhere.yaml --model tgi', '--file holds the whole plan: give it alone, or no file\n'],
    ['rollout create x --file /nowhere.yaml', '/nowhere.yaml cannot be read: '],
    ['rollout delete live', 'live is a rollout of slipstream.yaml: take it out of the file.\n'],
    ['rollout delete nope', 'There is no rollout "nope"; rollouts: live.\n'],
  ])('%s: 2, and why', async (words, err) => {
    expect(await slipstream(words)).toMatchObject({ code: 2, err: expect.stringContaining(err) });
  });

  it('may do what its key may', async () => {
    expect(await slipstream('rollout start live', { as: 'viewer' })).toMatchObject({
      code: 2,
      err: 'This needs the role operator; viewer is viewer.\n',
    });
  });

  it('draws in the same place on a terminal', async () => {
    await slipstream('rollout start live');
    const watching = slipstream('rollout watch live', { isTerminal: true });
    await admin.gateway.rollouts.start();
    await slipstream('rollout abort live');
    await admin.gateway.rollouts.start();
    const { out, code } = await watching;
    expect(code).toBe(3);
    expect(out).toContain('\x1b[0J');
  });
});

describe('slipstream brake', () => {
  it('brakes every gateway that answers, and names those that do not', async () => {
    await slipstream('rollout start live');
    await admin.gateway.run(20, 10, {}, 'running');
    const { code, out, err } = await slipstream(`brake --why smoke --admin ${admin.url},http://127.0.0.1:1`);
    expect([code, out]).toEqual([2, `${admin.url}: the brake is on\n`]);
    expect(err).toContain('http://127.0.0.1:1 cannot be reached');
    expect(admin.gateway.candidateShare()).toBe(0);
    expect((await slipstream('brake --release', { as: 'admin' })).out).toContain('the brake is released');
  });
});
