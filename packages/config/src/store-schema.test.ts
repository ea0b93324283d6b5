import { describe, expect, it } from 'vitest';
import { formatIssues } from './config-issue.ts';
import type { Config } from './config.ts';
import { diffConfig } from './diff-config.ts';
import { parseConfig } from './parse-config.ts';
import { redactConfig } from './redact-config.ts';

function parsed(top: string, model = ''): Config {
  const variants = '{ a: { engine: tgi, model: id, replicas: [http://a:1] } }';
  const result = parseConfig(`${top}\nmodels: { m: { variants: ${variants}, ${model} } }`);
  if (!result.ok) throw new Error(formatIssues(result.issues));
  return result.config;
}

const day = 86_400_000;

describe('database and metering', () => {
  it('keeps a ledger beside the file, for 90 days and up to a GiB, where nothing is said', () => {
    const { database, metering } = parsed('');
    expect(database).toEqual({ path: 'state/slipstream.db', url: null, retentionMs: 90 * day, maxBytes: 1024 ** 3 });
    expect(metering).toEqual({ durability: 'async', classes: [] });
  });

  it('keeps none where it is off', () => {
    expect(parsed('database: { path: off }').database.path).toBeNull();
  });

  it('reads ages of hours and days', () => {
    expect(parsed('database: { retention: 12h }').database.retentionMs).toBe(day / 2);
    expect(() => parsed('database: { retention: 90 }')).toThrow('must be an age with its unit');
    expect(() => parsed('database: { retention: 9999d }')).toThrow('at most 3660d');
  });

  it('hides the address of the database, which may hold a password, also in complaints', () => {
    const config = parsed('database: { url: "postgres://me:secret@db:5432/slip" }');
    expect(config.database.url).toBe('postgres://me:secret@db:5432/slip');
    expect(JSON.stringify([redactConfig(config), diffConfig(parsed(''), config)])).not.toContain('secret');
    expect(() => parsed('database: { url: "mysql://me:secret@db/slip" }')).toThrow('such as postgres://');
    expect(() => parsed('database: { url: "mysql://me:secret@db/slip" }')).not.toThrow('me:secret');
    expect(() => parsed('database: { url: "postgres://db:5432" }')).toThrow('must name a database');
  });

  it('wants a file in front of the shared database', () => {
    expect(() => parsed('database: { path: off, url: "postgres://db/slip" }')).toThrow('rows wait there to be shipped');
  });
});

describe('metering.classes', () => {
  it('are words that a client may state, and at most eight', () => {
    expect(parsed('metering: { classes: [rag, summary] }').metering.classes).toEqual(['rag', 'summary']);
    expect(() => parsed('metering: { classes: ["two words"] }')).toThrow('must be a word, such as summary');
    expect(() => parsed('metering: { classes: [a, b, c, d, e, f, g, h, i] }')).toThrow('metering.classes');
  });
});

describe('gpus', () => {
  it('is one for each replica where nobody said', () => {
    expect(parsed('').models.get('m')?.variants.get('a')?.gpus).toBe(1);
  });
});

describe('prices', () => {
  it('are unknown where nobody said', () => {
    expect(parsed('').models.get('m')?.prices).toBeNull();
    expect(parsed('', 'prices: { prompt: 0.2, completion: 0.6 }').models.get('m')?.prices).toEqual({
      prompt: 0.2,
      cachedPrompt: null,
      completion: 0.6,
    });
  });
});
