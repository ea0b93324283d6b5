import * as fc from 'fast-check';
import { parseConfig } from '@slipstream/config';
import type { Config } from '@slipstream/config';
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../errors.ts';
import type { Decision } from '../ports.ts';
import { decide } from './decide.ts';
import type { RoutingQuestion } from './decide.ts';

function config(experiment = ''): Config {
  const parsed = parseConfig(`
models:
  tgi:
    variants:
      baseline: { engine: tgi, model: b, replicas: [http://a:1] }
      mlp: { engine: tgi, model: m, control: baseline, replicas: [http://a:2] }
      medusa: { engine: tgi, model: d, replicas: [http://a:3] }
    experiment: { weights: { baseline: 1, mlp: 2, medusa: 1 }, ${experiment} }
  other:
    variants: { only: { engine: tgi, model: x, replicas: [http://a:4] } }
`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return parsed.config;
}

const asked: RoutingQuestion = { model: 'tgi', sessionId: null, user: null, requestId: 'r-1', forcedVariant: null };

function decided(configuration: Config, question: Partial<RoutingQuestion>): Decision {
  const answer = decide(configuration, { ...asked, ...question });
  if (answer instanceof GatewayError) throw answer;
  return answer;
}

function refused(configuration: Config, question: Partial<RoutingQuestion>): GatewayError {
  const answer = decide(configuration, { ...asked, ...question });
  if (!(answer instanceof GatewayError)) throw new Error('it was decided');
  return answer;
}

describe('decide', () => {
  it('names the models that exist when the one asked for does not', () => {
    const error = refused(config(), { model: 'gpt-4' });
    expect(error).toMatchObject({ code: 'model_not_found', status: 404, param: 'model' });
    expect(error.message).toBe('The model "gpt-4" does not exist. Models that exist: tgi, other.');
  });

  it.each(['__proto__', 'constructor', 'toString'])('knows no model by the name of %s', (model) => {
    expect(refused(config(), { model }).code).toBe('model_not_found');
  });

  it('keeps a long or hostile name out of its message', () => {
    const { message } = refused(config(), { model: `\r\nx${'y'.repeat(5000)}` });
    expect(message.length).toBeLessThan(200);
    expect(message).not.toMatch(/[\r\n]/);
  });

  it('gives all requests of a session the same variant, whatever their user and id', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), fc.string(), fc.string(), (sessionId, user, one, two) => {
        const first = decided(config(), { sessionId, user, requestId: one });
        const second = decided(config(), { sessionId, user: null, requestId: two });
        expect([first.variant.name, first.unit]).toEqual([second.variant.name, 'session']);
      }),
      { numRuns: 20 },
    );
  });

  it('tells one unit by the same number, and another by another', () => {
    const hashes = ['s', 's', 't'].map((sessionId) => decided(config(), { sessionId }).unitHash);
    expect(hashes[0]).toBe(hashes[1]);
    expect(hashes[2]).not.toBe(hashes[0]);
  });

  it.each([
    ['session', { sessionId: 's', user: 'u' }, 'session'],
    ['session', { sessionId: null, user: 'u' }, 'user'],
    ['session', { sessionId: '', user: '' }, 'request'],
    ['user', { sessionId: 's', user: 'u' }, 'user'],
    ['user', { sessionId: 's', user: null }, 'request'],
    ['request', { sessionId: 's', user: 'u' }, 'request'],
  ] as const)('assigns by unit %s given %j: the %s', (unit, question, used) => {
    expect(decided(config(`unit: ${unit}`), question).unit).toBe(used);
  });

  it('refuses a forced variant where the experiment does not allow it, even one that does not exist', () => {
    expect(refused(config(), { forcedVariant: 'mlp' })).toMatchObject({ code: 'variant_not_allowed', status: 403 });
    expect(refused(config(), { forcedVariant: 'nope' })).toMatchObject({ code: 'variant_not_allowed' });
  });

  it('names the variants that exist when the forced one does not', () => {
    const error = refused(config('allowForced: true'), { forcedVariant: 'eagle' });
    expect(error).toMatchObject({ code: 'variant_not_found', status: 404, param: 'x-slipstream-variant' });
    expect(error.message).toBe('The model "tgi" has no variant "eagle". Variants that exist: baseline, mlp, medusa.');
  });

  it('does not count a forced variant as an exposure', () => {
    const forced = decided(config('allowForced: true'), { forcedVariant: 'medusa' });
    expect(forced).toMatchObject({ variant: { name: 'medusa' }, forced: true, exposure: false });
  });

  it('sends units outside the coverage to the fallback, without exposure', () => {
    expect(decided(config('coverage: 0'), {})).toMatchObject({ variant: { name: 'baseline' }, exposure: false });
    const other = decided(config('coverage: 0, fallback: medusa'), {});
    expect(other).toMatchObject({ variant: { name: 'medusa' }, exposure: false, forced: false });
  });

  it('gives a single variant everything', () => {
    expect(decided(config(), { model: 'other' })).toMatchObject({ variant: { name: 'only' }, exposure: true });
  });
});

describe('assignment', () => {
  const units = Array.from({ length: 20_000 }, (_, index) => `unit-${index}`);

  it('never moves a unit between variants when the coverage is raised', () => {
    const fraction = fc.integer({ min: 0, max: 1000 }).map((n) => n / 1000);
    fc.assert(
      fc.property(fraction, fraction, fc.string(), (a, b, sessionId) => {
        const [narrow, wide] = [config(`coverage: ${Math.min(a, b)}`), config(`coverage: ${Math.max(a, b)}`)];
        const before = decided(narrow, { sessionId });
        const after = decided(wide, { sessionId });
        return !before.exposure || (after.exposure && after.variant.name === before.variant.name);
      }),
      { numRuns: 60 },
    );
  });

  it.each([1, 0.4])('follows the weights within binomial error at a coverage of %d', (coverage) => {
    const configuration = config(`coverage: ${coverage}`);
    const counts = new Map<string, number>();
    for (const sessionId of units) {
      const { variant, exposure } = decided(configuration, { sessionId });
      const key = exposure ? variant.name : 'outside';
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const shares = { baseline: 0.25, mlp: 0.5, medusa: 0.25 };
    for (const [name, weight] of Object.entries(shares)) {
      const p = weight * coverage;
      const sd = Math.sqrt(units.length * p * (1 - p));
      expect(Math.abs((counts.get(name) ?? 0) - units.length * p)).toBeLessThan(4 * sd);
    }
  });

  it('never gives chance to a variant of weight 0', () => {
    const parsed = parseConfig(`
models: { m: { variants: { a: { engine: tgi, model: x, replicas: [http://a:1] }, b: { engine: tgi, model: x, replicas: [http://a:2] },
  c: { engine: tgi, model: x, replicas: [http://a:3] } }, experiment: { weights: { a: 1, c: 1 } } } }`);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
    const names = new Set(units.map((sessionId) => decided(parsed.config, { model: 'm', sessionId }).variant.name));
    expect([...names].sort()).toEqual(['a', 'c']);
  });

  it('assigns anew under another seed', () => {
    const [one, two] = [config(), config('seed: relaunch').models.get('tgi')];
    const reseeded = { ...one, models: new Map([['tgi', two!]]) };
    const moved = units.filter(
      (sessionId) => decided(one, { sessionId }).variant.name !== decided(reseeded, { sessionId }).variant.name,
    );
    // With shares ¼, ½, ¼ two independent assignments differ for 1 − (1/16 + 1/4 + 1/16) of the units.
    expect(moved.length / units.length).toBeGreaterThan(0.55);
  });
});
