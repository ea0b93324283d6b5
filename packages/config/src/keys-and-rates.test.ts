import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { formatIssues } from './config-issue.ts';
import type { Config } from './config.ts';
import { diffConfig } from './diff-config.ts';
import { parseConfig } from './parse-config.ts';
import { redactConfig } from './redact-config.ts';

const secret = 'sk-a-secret-of-good-length';
const hash = createHash('sha256').update(secret).digest('hex');

function parsed(top: string, model = '', env: Record<string, string> = {}): Config {
  const variants =
    '{ a: { engine: tgi, model: id, maxConcurrent: 8, replicas: [http://a:1, { url: http://a:2, maxConcurrent: 2 }] } }';
  const result = parseConfig(`${top}\nmodels: { m: { variants: ${variants}, ${model} } }`, { env });
  if (!result.ok) throw new Error(formatIssues(result.issues));
  return result.config;
}

describe('keys', () => {
  it('keeps the same hash of a key and of the SHA-256 that stands for it', () => {
    const config = parsed(`keys: { one: { secret: "\${KEY}" } }`, '', { KEY: secret });
    const again = parsed(`keys: { one: { secret: "sha256:${hash.toUpperCase()}" } }`);
    expect(config.keys?.get('one')?.secretHash).toBe(hash);
    expect(again.keys?.get('one')?.secretHash).toBe(hash);
  });

  it('allows everything but forced variants where nothing is said', () => {
    const key = parsed(`keys: { one: { secret: "sha256:${hash}" } }`).keys?.get('one');
    expect(key).toMatchObject({ models: null, allowForced: false, rates: { requests: null, tokens: null } });
  });

  it('shows neither a secret nor its hash, and tells that it changed', () => {
    const one = parsed(`keys: { one: { secret: ${secret}, models: [m] } }`);
    const two = parsed(`keys: { one: { secret: another-${secret}, models: [m] } }`);
    const shown = JSON.stringify([redactConfig(one), diffConfig(one, two)]);
    expect(shown).not.toContain(hash);
    expect(shown).not.toContain(secret);
    expect(redactConfig(one)).toMatchObject({ keys: { one: { secretHash: '[redacted]', models: ['m'] } } });
    expect(diffConfig(one, two).map(({ path }) => path)).toEqual(['keys.one.secretHash']);
  });

  it('refuses an empty section, which would lock everybody out or let everybody in', () => {
    expect(() => parsed('keys: {}')).toThrow('must name at least one key');
  });
});

describe('rates and room', () => {
  it('reads an amount per window', () => {
    expect(parsed('', 'rates: { requests: 600/m, tokens: 1e6/h }').models.get('m')?.rates).toEqual({
      requests: { amount: 600, windowSeconds: 60 },
      tokens: { amount: 1_000_000, windowSeconds: 3600 },
    });
  });

  it('gives each replica the room of its variant, or its own', () => {
    const replicas = parsed('').models.get('m')?.variants.get('a')?.replicas;
    expect(replicas?.map(({ maxConcurrent }) => maxConcurrent)).toEqual([8, 2]);
  });
});
