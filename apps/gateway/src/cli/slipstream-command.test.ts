import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ledgerValues } from '../store/ledger/ledger-row.ts';
import { OutboxFile } from '../store/outbox/outbox-file.ts';
import { StoreFolder } from '../store/testing/store-folder.ts';
import { firstDayMs, usageRows } from '../store/testing/usage-rows.ts';
import { slipstreamCommand } from './slipstream-command.ts';

let folder: StoreFolder;
let config: string;

beforeEach(() => {
  folder = new StoreFolder();
  config = join(folder.path, 'slipstream.yaml');
  configure('');
});
afterEach(() => folder[Symbol.dispose]());

function configure(top: string): void {
  writeFileSync(
    config,
    `${top}\nmodels: { tgi: { variants: { a: { engine: tgi, model: id, replicas: [http://a:1] } } } }\n`,
  );
}

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function say(words: string): Promise<Said> {
  let [out, err] = ['', ''];
  const args = words.split(' ').filter((word) => word !== '');
  const withConfig = args.includes('--help') || args.length < 1 ? args : [...args, '--config', config];
  const code = await slipstreamCommand(withConfig, {
    out: (text) => (out += text),
    err: (text) => (err += text),
    env: { USER: 'ana' },
    wallTime: () => firstDayMs + 86_400_000 + 20_000_000,
    isTerminal: false,
    newKey: () => 'k',
  });
  return { code, out, err };
}

describe('slipstream keys', () => {
  it('makes a key: the secret alone goes to stdout', async () => {
    const made = await say('keys create team-a --models tgi --requests 600/m --day-tokens 800000/1e6 --role operator');
    expect(made).toMatchObject({ code: 0, err: expect.stringContaining('shown this once') });
    expect(made.out).toMatch(/^sk-slip-[\w-]{43}\n$/);
    const { out } = await say('keys list');
    expect(out).toMatch(
      /^team-a {2}good {3}operator {2}tgi {5}600 requests\/m, 800000\/1000000 tokens\/day {2}2026-11-24$/m,
    );
    expect(out).not.toContain('sk-slip');
  });

  it('rotates and revokes', async () => {
    const first = (await say('keys create team-a')).out;
    const second = await say('keys rotate team-a --grace 24h');
    expect(second.err).toContain('The old one is good for 24h');
    expect(second.out).not.toBe(first);
    expect((await say('keys list')).out).toContain('good, old secret until 2026-11-25T05:33Z');
    expect(await say('keys revoke team-a')).toMatchObject({ code: 0, out: '', err: 'The key "team-a" is revoked.\n' });
    expect((await say('keys list --format json')).out).toContain('"revokedAtMs": 179');
    expect(await say('keys revoke team-a')).toMatchObject({
      code: 1,
      err: 'The key "team-a" is revoked; make another one.\n',
    });
  });

  it('keeps who changed which key, and why', async () => {
    await say('keys create team-a --why new');
    await say('keys rotate team-a --why leaked');
    await say('keys revoke team-a');
    const { out } = await say('keys log --after 1');
    expect(
      out
        .split('\n')
        .map((line) => line.trim().replaceAll(/ {2,}/g, ' | '))
        .slice(2),
    ).toEqual([
      '2 | 2026-11-24T05:33:20Z | cli:ana | rotate | team-a | leaked',
      '3 | 2026-11-24T05:33:20Z | cli:ana | revoke | team-a | –',
      '',
    ]);
    expect(JSON.parse((await say('keys log --format json')).out)).toMatchObject([
      { seq: 1, action: 'create', details: { models: null, allowForced: false } },
      {},
      {},
    ]);
    expect(await say('keys log --after x')).toMatchObject({ code: 2, err: '--after: "x" is no number of a change\n' });
  });

  it.each([
    ['keys create team-a --models llama', '--models: "llama" is not a model; models: tgi'],
    ['keys create team-a --role boss', '--role: "boss" is no role; roles: viewer, operator, admin'],
    ['keys create team-a --requests 600', '--requests: "600" must be an amount per time'],
    ['keys create team-a --day-tokens 100', '--day-tokens: "100" must be SOFT/HARD'],
    ['keys create team-a --day-tokns 1/2', '--day-tokns is no option here; options: --config, --models'],
    ['keys create team-a --role', '--role needs a value'],
    ['keys create team-a team-b', '"team-b" is one word too many'],
    ['keys create', 'Missing required positional argument: NAME'],
    ['keys rotate team-a --grace 5m', '--grace must be an age'],
    ['keys list --format xml', 'xml'],
    ['usage --by user', '--by has "user"; it takes key, model, variant, day, class, length, concurrency, run'],
    ['usage --since never', '--since is "never"; it must be an age'],
  ])('refuses %j', async (words, message) => {
    const { code, err, out } = await say(words);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
    expect(err.split('\n').length).toBeLessThan(4);
  });

  it('does not make a key that the configuration has', async () => {
    configure(`keys: { team-a: { secret: "sha256:${'0'.repeat(64)}" } }`);
    expect(await say('keys create team-a')).toMatchObject({
      code: 2,
      err: expect.stringContaining('has a key "team-a" already'),
    });
  });
});

describe('slipstream usage', () => {
  beforeEach(() => {
    using file = new OutboxFile({
      file: folder.file,
      synced: false,
      maxBytes: 2 ** 30,
      retentionMs: 9e12,
      ships: false,
    });
    file.write(usageRows().map(ledgerValues));
  });

  it('prints what each variant made of its time', async () => {
    const { code, out } = await say('usage --by variant --since 2026-11-23');
    expect(code).toBe(0);
    expect(out.split('\n').map((line) => line.replaceAll(/ {2,}/g, ' | '))).toEqual([
      'variant | requests | ok | prompt | completion | wasted | steps | acceleration | GPU-s | GPU-s wasted | GPU-s saved | cost',
      expect.stringMatching(/^-+/),
      'baseline | 1 | 1 | 20 | 101 | 0 | 101 (est.) | 1.00 (est.) | 0.7 | 0.0 | – | –',
      'mlp | 4 | 2 | 60 | 206 | 7 | 3 / 120 (est.) | 1.33 / 1.68 (est.) | 2.8 | 0.0 | 1.5 | 0.0000',
      '',
      'acceleration counts forward passes, not seconds; GPU-seconds are saved over the control, by streams alone.',
      '1 requests reached a replica and nobody said how many tokens came: not in these sums.',
      '',
    ]);
  });

  it('prints it for machines', async () => {
    expect(JSON.parse((await say('usage --by key --since 30d --format json')).out)).toMatchObject([
      { key: 'team-a', requests: 5 },
      { key: 'team-b', requests: 1 },
    ]);
    expect((await say('usage --by key,day --since 30d --key team-b --format csv')).out).toMatch(
      /\r\nteam-b,,,2026-11-23,1,1,/,
    );
  });

  it('says so where there is nothing', async () => {
    expect(await say('usage --since 1h')).toMatchObject({
      code: 0,
      out: '',
      err: 'Nothing was booked in that time.\n',
    });
  });
});

describe('slipstream', () => {
  it('says what there is', async () => {
    expect(await say('')).toMatchObject({
      code: 2,
      err: expect.stringContaining('keys rotate       Gives a key another secret'),
    });
    expect(await say('--help')).toMatchObject({ code: 0 });
    expect((await say('keys create --help')).out).toContain('--month-cost');
    expect((await say('usage --help')).out).toContain('--since');
  });

  it('tells of a configuration that is wrong, off or away', async () => {
    configure('database: { path: off }');
    expect(await say('keys list')).toMatchObject({ code: 2, err: expect.stringContaining('database.path is off') });
    configure('listen: 80800');
    expect(await say('keys list')).toMatchObject({
      code: 2,
      err: expect.stringContaining('listen: must be HOST:PORT'),
    });
    config = join(folder.path, 'nowhere.yaml');
    expect(await say('keys list')).toMatchObject({
      code: 2,
      err: expect.stringContaining('The configuration cannot be read'),
    });
  });

  it('tells of a database that cannot be reached', async () => {
    configure('database: { url: "postgres://me:hidden@127.0.0.1:1/slip" }');
    const { code, err } = await say('keys list');
    expect(code).toBe(2);
    expect(err).toContain('The database of database.url cannot be used: connect ECONNREFUSED');
    expect(err).not.toContain('hidden');
  });
});
