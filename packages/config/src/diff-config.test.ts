import { describe, expect, it } from 'vitest';
import type { Config } from './config.ts';
import { diffConfig } from './diff-config.ts';
import { parseConfig } from './parse-config.ts';
import { redactConfig } from './redact-config.ts';

function config(options: { key?: string; coverage?: number; replicas?: string; extra?: string } = {}): Config {
  const parsed = parseConfig(`
telemetry: { otlp: { endpoint: http://c:4318, headers: { authorization: ${options.key ?? 'one'} } } }
models:
  m:
    variants:
      a: { engine: tgi, model: id, apiKey: ${options.key ?? 'one'}, replicas: [${options.replicas ?? 'http://a:1'}] }
      ${options.extra ?? ''}
    experiment: { coverage: ${options.coverage ?? 1} }
`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return parsed.config;
}

describe('diffConfig', () => {
  it('finds nothing between equal configurations', () => expect(diffConfig(config(), config())).toEqual([]));

  it('tells the path and both values of a change', () => {
    expect(diffConfig(config(), config({ coverage: 0.25 }))).toEqual([
      { path: 'models.m.experiment.coverage', kind: 'changed', before: 1, after: 0.25 },
    ]);
  });

  it('tells a list of replicas as one value', () => {
    const changes = diffConfig(config(), config({ replicas: 'http://a:1, http://a:2' }));
    expect(changes).toMatchObject([{ path: 'models.m.variants.a.replicas', kind: 'changed' }]);
  });

  it('tells that a secret changed, and not to what', () => {
    const changes = diffConfig(config(), config({ key: 'two' }));
    expect(changes.map(({ path, before, after }) => [path, before, after])).toEqual([
      ['models.m.variants.a.apiKey', '[redacted]', '[redacted]'],
      ['telemetry.otlp.headers.authorization', '[redacted]', '[redacted]'],
    ]);
  });

  it('tells what was added, and in the other direction what was removed', () => {
    const wider = config({ extra: 'b: { engine: tgi, model: id, replicas: [http://b:1] }' });
    const added = diffConfig(config(), wider).filter(({ path }) => path.startsWith('models.m.variants.b'));
    expect(added.length).toBeGreaterThan(0);
    expect(added.every(({ kind, before }) => kind === 'added' && before === null)).toBe(true);
    expect(diffConfig(wider, config()).some(({ kind }) => kind === 'removed')).toBe(true);
  });
});

describe('redactConfig', () => {
  it('is plain JSON without any secret', () => {
    const shown = redactConfig(config({ key: 'hunter2' }));
    expect(JSON.parse(JSON.stringify(shown))).toEqual(shown);
    expect(JSON.stringify(shown)).not.toContain('hunter2');
    expect(shown).toMatchObject({
      telemetry: { otlp: { headers: { authorization: '[redacted]' } } },
      models: { m: { variants: { a: { apiKey: '[redacted]', replicas: [{ name: 'a-0', url: 'http://a:1' }] } } } },
    });
  });
});
