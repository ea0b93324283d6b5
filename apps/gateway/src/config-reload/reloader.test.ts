import { formatIssues, parseConfig } from '@slipstream/config';
import type { Config } from '@slipstream/config';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Logger } from '../ports.ts';
import { Reloader } from './reloader.ts';

const yaml = (fields: { listen?: string; replicas?: string; otlp?: string } = {}): string => `
listen: ${fields.listen ?? '127.0.0.1:8080'}
telemetry: { otlp: ${fields.otlp ?? 'null'} }
models: { m: { variants: { a: { engine: tgi, model: id, replicas: [${fields.replicas ?? 'http://a:1'}] } } } }
`;

let text: string;
let inForce: Config;
let lines: [level: string, fields: Readonly<Record<string, unknown>>, message: string][];
let applying: Promise<void>;
let reloader: Reloader;

function configOf(source: string): Config {
  const parsed = parseConfig(source);
  if (!parsed.ok) throw new Error(formatIssues(parsed.issues));
  return parsed.config;
}

function listeningLogger(): Logger {
  const level =
    (name: string) =>
    (fields: Readonly<Record<string, unknown>>, message: string): void =>
      void lines.push([name, fields, message]);
  return { debug: level('debug'), info: level('info'), warn: level('warn'), error: level('error') };
}

beforeEach(() => {
  text = yaml();
  inForce = configOf(text);
  lines = [];
  applying = Promise.resolve();
  reloader = new Reloader({
    readText: () => text,
    parse: (source) => parseConfig(source, { file: 'slipstream.yaml' }),
    startText: text,
    current: () => inForce,
    apply: async (next) => {
      await applying;
      inForce = next;
    },
    logger: listeningLogger(),
  });
});

describe('Reloader', () => {
  it('takes a right file in and says what changed', async () => {
    text = yaml({ replicas: 'http://a:1, http://a:2' });
    expect(await reloader.reload('file')).toBe('applied');
    expect(inForce.models.get('m')?.variants.get('a')?.replicas).toHaveLength(2);
    expect(lines).toEqual([
      ['info', { cause: 'file', changes: ['changed models.m.variants.a.replicas'] }, expect.any(String)],
    ]);
  });

  it('keeps everything as it is under a bad file, and tells every mistake', async () => {
    const before = inForce;
    text = yaml({ listen: 'nowhere', replicas: 'ftp://a' });
    expect(await reloader.reload('file')).toBe('refused');
    expect(inForce).toBe(before);
    expect(lines[0]?.[0]).toBe('error');
    expect(lines[0]?.[1]['reason']).toMatch(/slipstream\.yaml:2:9 listen: .*\n.*replicas\[0\].*\n2 mistakes/);
  });

  it('keeps everything as it is when the file cannot be read', async () => {
    const before = inForce;
    const unreadable = new Reloader({
      readText: () => {
        throw new Error('ENOENT');
      },
      parse: parseConfig,
      startText: text,
      current: () => inForce,
      apply: () => Promise.resolve(),
      logger: listeningLogger(),
    });
    expect(await unreadable.reload('signal')).toBe('refused');
    expect(inForce).toBe(before);
    expect(lines[0]?.[1]).toMatchObject({ reason: 'ENOENT' });
  });

  it('is silent about events that left the text as it was, and answers a signal', async () => {
    expect(await reloader.reload('file')).toBe('unchanged');
    expect(lines).toEqual([]);
    expect(await reloader.reload('signal')).toBe('unchanged');
    expect(lines).toEqual([['info', { cause: 'signal' }, 'the configuration is unchanged']]);
  });

  it('names what waits for a restart, and no secret', async () => {
    const otlp = '{ endpoint: http://c:4318, headers: { authorization: hunter22 } }';
    text = yaml({ listen: '127.0.0.1:9090', otlp, replicas: 'http://b:1' });
    expect(await reloader.reload('signal')).toBe('applied');
    const warned = lines.find(([level]) => level === 'warn')?.[1]['paths'];
    expect(warned).toContain('listen.port');
    expect(warned).toContain('telemetry.otlp.endpoint');
    expect(warned).not.toContain('models.m.variants.a.replicas');
    expect(JSON.stringify(lines)).not.toContain('hunter22');
  });

  it('finishes one reload before the next begins', async () => {
    let release = (): void => undefined;
    applying = new Promise((resolve) => {
      release = resolve;
    });
    text = yaml({ replicas: 'http://b:1' });
    const first = reloader.reload('signal');
    await Promise.resolve();
    await Promise.resolve();
    text = yaml({ replicas: 'http://c:1' });
    const second = reloader.reload('signal');
    release();
    expect(await Promise.all([first, second])).toEqual(['applied', 'applied']);
    expect(inForce.models.get('m')?.variants.get('a')?.replicas[0]?.url.origin).toBe('http://c:1');
  });
});
