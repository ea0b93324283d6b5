import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatIssues } from './config-issue.ts';
import type { ConfigIssue } from './config-issue.ts';
import type { Config } from './config.ts';
import { parseConfig } from './parse-config.ts';

const published = `
listen: 127.0.0.1:8080
models:
  tgi:
    variants:
      baseline: { engine: tgi, model: meta-llama/Meta-Llama-3-8B-Instruct, base: llama-3-8b, replicas: [http://127.0.0.1:8081] }
      mlp: { engine: tgi, model: ibm-fms/llama3-8b-accelerator, base: llama-3-8b, control: baseline, speculator: { kind: mlp, draftTokens: 4 }, replicas: [http://127.0.0.1:8082] }
    experiment: { seed: launch, unit: session, coverage: 1, weights: { baseline: 1, mlp: 3 }, allowForced: true }
telemetry: { otlp: { endpoint: http://127.0.0.1:4318 } }
`;

function accepted(text: string, env: Record<string, string> = {}): Config {
  const parsed = parseConfig(text, { env });
  if (!parsed.ok) throw new Error(formatIssues(parsed.issues));
  return parsed.config;
}

function refused(text: string, env: Record<string, string> = {}): readonly ConfigIssue[] {
  const parsed = parseConfig(text, { env });
  if (parsed.ok) throw new Error('the file was accepted');
  return parsed.issues;
}

/** A file with one model and one variant, and room for what a test is about. */
function minimal(options: { top?: string; variant?: string; model?: string } = {}): string {
  const variant = options.variant ?? 'replicas: [http://a:1]';
  return `${options.top ?? ''}
models:
  m:
    variants: { only: { engine: tgi, model: id, ${variant} } }
    ${options.model ?? ''}
`;
}

describe('parseConfig, of a right file', () => {
  it('gives the complete configuration with every default filled in', () => {
    const config = accepted(published);
    expect(config.listen).toEqual({ host: '127.0.0.1', port: 8080 });
    expect(config.admin).toBeNull();
    expect(config.limits).toEqual({
      bodyBytes: 2 * 1024 * 1024,
      headerBytes: 16 * 1024,
      headerCount: 100,
      jsonDepth: 64,
      messages: 2048,
      queue: { perReplica: 32, waitMs: 30_000 },
      slowClients: { headMs: 15_000, bodyMs: 60_000, answerMs: 30_000 },
    });
    expect(config.keys).toBeNull();
    expect(config.timeouts).toEqual({
      connectMs: 2000,
      firstTokenMs: 60_000,
      idleMs: 30_000,
      requestMs: 600_000,
      drainMs: 90_000,
    });
    expect(config.telemetry.otlp).toMatchObject({ endpoint: 'http://127.0.0.1:4318', traces: true, metrics: false });
    const mlp = config.models.get('tgi')?.variants.get('mlp');
    expect(mlp).toMatchObject({ control: 'baseline', speculator: { kind: 'mlp', draftTokens: 4 }, apiKey: null });
    expect(mlp?.replicas.map(({ name, url }) => [name, url.origin])).toEqual([['mlp-0', 'http://127.0.0.1:8082']]);
  });

  it('normalises weights to a sum of 1 in the order of the variants', () => {
    const weights = accepted(published).models.get('tgi')?.experiment.weights;
    expect([...(weights ?? [])]).toEqual([
      ['baseline', 0.25],
      ['mlp', 0.75],
    ]);
  });

  it('gives a single variant without experiment all of the traffic', () => {
    const experiment = accepted(minimal()).models.get('m')?.experiment;
    expect([...(experiment?.weights ?? [])]).toEqual([['only', 1]]);
    expect(experiment).toMatchObject({ seed: 'm', unit: 'session', coverage: 1, fallback: 'only', allowForced: false });
  });

  it('falls back to the first variant that another names as its control', () => {
    const text = published.replace(
      'baseline: { engine',
      'first: { engine: tgi, model: x, replicas: [http://z:1] }\n      baseline: { engine',
    );
    expect(accepted(text).models.get('tgi')?.experiment.fallback).toBe('baseline');
  });

  it('gives a variant that the weights do not name the weight 0', () => {
    const text = published.replace('weights: { baseline: 1, mlp: 3 }', 'weights: { mlp: 3 }');
    expect(accepted(text).models.get('tgi')?.experiment.weights.get('baseline')).toBe(0);
  });

  it('allows a control of another base model', () => {
    expect(parseConfig(published.replace('base: llama-3-8b, control', 'base: mistral-7b, control')).ok).toBe(true);
  });

  it('lets the default timeout of a reading give way to a shorter interval', () => {
    expect(accepted(minimal({ top: 'scrape: { interval: 200ms }' })).scrape).toEqual({
      intervalMs: 200,
      timeoutMs: 200,
    });
  });

  it('takes the short forms of speculator and replica', () => {
    const only = accepted(
      minimal({ variant: 'speculator: medusa, replicas: [{ name: gpu-7, url: http://a:1 }, http://a:2]' }),
    );
    const variant = only.models.get('m')?.variants.get('only');
    expect(variant?.speculator).toEqual({ kind: 'medusa', draftTokens: null });
    expect(variant?.replicas.map(({ name }) => name)).toEqual(['gpu-7', 'only-1']);
  });

  it('cannot be changed afterwards', () => {
    const config = accepted(published);
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.timeouts)).toBe(true);
    expect(Object.isFrozen(config.models.get('tgi')?.variants.get('mlp')?.replicas)).toBe(true);
  });

  it('replaces environment variables in text, and keeps an escaped reference', () => {
    const text = minimal({ variant: 'replicas: ["http://${HOST}:1"], apiKey: "${KEY}", base: "$${HOST}"' });
    const variant = accepted(text, { HOST: 'gpu', KEY: 's3cret' }).models.get('m')?.variants.get('only');
    expect(variant?.replicas[0]?.url.host).toBe('gpu:1');
    expect(variant).toMatchObject({ apiKey: 's3cret', base: '${HOST}' });
  });
});

describe('parseConfig, of a wrong file', () => {
  it('tells two files’ worth of mistakes at once, each with its place', () => {
    const text = readFileSync(new URL('testing/many-mistakes.yaml', import.meta.url), 'utf8');
    const expected = readFileSync(new URL('testing/many-mistakes.txt', import.meta.url), 'utf8');
    const issues = parseConfig(text, { file: 'many-mistakes.yaml' });
    expect(issues.ok ? '' : `${formatIssues(issues.issues)}\n`).toBe(expected);
  });

  it.each([
    ['an empty file', '', /^the file is empty: models is missing$/],
    ['a list', '- a', /^the file must be a mapping$/],
    ['no model', 'models: {}', /^must name at least one model$/],
    ['text that is no YAML', 'models: {', /flow/i],
    ['two documents', 'a: 1\n---\nb: 2', /multiple documents/i],
    ['an unknown tag', 'models: !secret x', /tag/i],
    ['a bomb of aliases', bomb(), /alias/i],
    ['nesting without end', '['.repeat(20_000), /call stack/],
    ['a key of JavaScript’s own', minimal({ top: '__proto__: { a: 1 }' }), /^is not a name that can be used$/],
  ])('refuses %s', (_what, text, message) => {
    const messages = refused(text).map((issue) => issue.message);
    expect(messages).toContainEqual(expect.stringMatching(message));
  });

  it('says nothing else of a value whose environment variable is missing', () => {
    const issues = refused(minimal({ variant: 'replicas: ["${GPU}"]' }));
    expect(issues.map(({ path, message }) => [path, message])).toEqual([
      ['models.m.variants.only.replicas[0]', 'environment variable GPU is not set'],
    ]);
  });

  it('never shows the value of a secret, nor what a reference stands for', () => {
    const text = minimal({
      top: 'listen: ${ADDRESS}\ntelemetry: { otlp: { endpoint: http://c, headers: { authorization: "to ken\\t" } } }',
      variant: 'replicas: ["http://user:hunter2@a:1"], apiKey: "pass word"',
    });
    const shown = formatIssues(refused(text, { ADDRESS: 'hunter3' }));
    for (const secret of ['hunter2', 'hunter3', 'pass word', 'to ken']) expect(shown).not.toContain(secret);
    expect(shown).toContain('${ADDRESS}');
  });

  it.each([
    ['probe: { timeout: 3s }', 'must not be longer than the interval (2s)'],
    [
      'admin: { listen: 127.0.0.1:8080, keys: { ops: { secret: sk-a-secret-of-good-length } } }',
      'is the same address as listen',
    ],
  ])('compares with the default what the file leaves out: %s', (top, message) => {
    expect(refused(minimal({ top })).map((issue) => issue.message)).toEqual([message]);
  });

  it('points at the parent of something that is missing', () => {
    const [issue] = refused(
      'models:\n  m:\n    variants:\n      a:\n        engine: tgi\n        replicas: [http://a:1]\n',
    );
    expect(issue).toMatchObject({
      line: 4,
      column: 7,
      path: 'models.m.variants.a.model',
      message: 'is missing; it must be text',
    });
  });

  it('sees through an alias to what it stands for', () => {
    const text = minimal({ top: 'scrape: &p { interval: 1s, timeout: x }\nprobe: *p' });
    expect(refused(text).map(({ line, path }) => [line, path])).toEqual([
      [1, 'probe.timeout'],
      [1, 'scrape.timeout'],
    ]);
  });
});

describe('parseConfig, of anything', () => {
  it('never throws on arbitrary text', () => {
    const codeUnits = fc.array(fc.oneof(fc.integer({ min: 9, max: 126 }), fc.nat(0xffff)), { maxLength: 400 });
    fc.assert(fc.property(codeUnits, (units) => void parseConfig(String.fromCharCode(...units))));
  });

  it('never throws on a right file with a piece replaced, and accepts or tells why', () => {
    const piece = fc.oneof(
      fc.string({ maxLength: 20 }),
      fc.constantFrom('{', ']', '\n  ', ': ', '- ', '&a', '*a', '!!', '${', '"', '\t'),
    );
    const damage = fc.tuple(fc.nat(published.length), fc.nat(30), piece);
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 4 }), (damages) => {
        const text = damages.reduce(
          (whole, [at, length, insert]) => whole.slice(0, at) + insert + whole.slice(at + length),
          published,
        );
        const parsed = parseConfig(text);
        if (parsed.ok) return;
        expect(parsed.issues.length).toBeGreaterThan(0);
        const lines = text.split('\n').length;
        for (const issue of parsed.issues) {
          expect(issue.message).not.toBe('');
          expect(issue.line).toBeLessThanOrEqual(lines);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('never throws on any tree of JSON values', () => {
    const key = fc.constantFrom(
      'models',
      'm',
      'variants',
      'a',
      'replicas',
      'url',
      'experiment',
      'weights',
      'speculator',
      '__proto__',
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 7 },
        fc.jsonValue({ maxDepth: 0 }),
        fc.dictionary(key, tie('tree')),
        fc.array(tie('tree'), { maxLength: 3 }),
      ),
    }));
    fc.assert(fc.property(tree, (value) => void parseConfig(JSON.stringify({ models: value }))));
  });
});

function bomb(): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let i = 1; i < 9; i++)
    lines.push(`a${i}: &a${i} [${Array.from({ length: 10 }, () => `*a${i - 1}`).join(', ')}]`);
  return lines.join('\n');
}
