import { describe, expect, it } from 'vitest';
import { UsageError } from '../plan/usage-error.ts';
import { parseDuration } from './parse-duration.ts';
import { parseRunOptions } from './parse-run-options.ts';

const target = ['--target', 'baseline=http://127.0.0.1:8081'];
const parse = (...args: readonly string[]) => parseRunOptions([...target, ...args]);

describe('parseRunOptions', () => {
  it('has the defaults that its help shows', () => {
    expect(parse()).toMatchObject({
      out: null,
      bench: {
        model: 'tgi',
        levels: [1, 10].map((vus) => ({ vus, stop: { kind: 'duration', ms: 30_000 } })),
        warmup: null,
        maxTokens: 200,
        stream: true,
        seed: '1',
        arms: ['together', 'together'],
        allowShared: false,
        quietMs: 2000,
        timeoutMs: 120_000,
      },
    });
  });

  it('takes repeatable options in both spellings and in order', () => {
    const { bench } = parse('--target=mlp=http://h:1/?a=b', '--control', 'mlp=baseline', '--base=mlp=x', '--no-stream');
    expect(bench.route.kind === 'targets' && [...bench.route.targets].map(([name, url]) => [name, url.href])).toEqual([
      ['baseline', 'http://127.0.0.1:8081/'],
      ['mlp', 'http://h:1/?a=b'],
    ]);
    expect([bench.controls.get('mlp'), bench.bases.get('mlp'), bench.stream]).toEqual(['baseline', 'x', false]);
  });

  it('reads variants of a gateway and the metrics of each of their replicas, a bare server meaning its /metrics', () => {
    const metrics = ['--metrics', 'a=http://h:1', '--metrics', 'a=http://h:2/engine/metrics'];
    const { bench } = parseRunOptions(['--via', 'http://h', '--variants', 'a,b', ...metrics]);
    expect(bench.route).toMatchObject({ kind: 'via', variants: ['a', 'b'] });
    expect(bench.metrics.get('a')?.map(String)).toEqual(['http://h:1/metrics', 'http://h:2/engine/metrics']);
  });

  it('takes one number of requests for all levels, or one for each', () => {
    const counts = (...args: readonly string[]) =>
      parse('--vus', '1,10', '--requests', ...args).bench.levels.map(
        ({ stop }) => stop.kind === 'requests' && stop.count,
      );
    expect(counts('24')).toEqual([24, 24]);
    expect(counts('24,60')).toEqual([24, 60]);
  });

  it.each([
    [['--vus', '0'], '--vus: "0" is not a whole number from 1 up'],
    [['--vus', '1,1'], '--vus: "1,1" names a level twice'],
    [['--duration', '30'], '--duration: "30" is not a duration such as 500ms, 30s or 2m'],
    [['--duration', '0s'], '--duration: must be longer than 0'],
    [['--duration', '3s', '--requests', '3'], '--duration and --requests exclude each other'],
    [['--requests', '1,2,3'], '--requests: one number, or one for each of --vus 1,10'],
    [['--arms', 'apar'], '--arms: "apar" is not one of together, apart'],
    [['--vus', '1,2,3', '--arms', 'apart,together'], '--arms: together or apart, or one for each of --vus 1,2,3'],
    [['--duraton', '3s'], '--duraton: no such option'],
    [['--out'], '--out: needs a value (DIR)'],
    [['--out', '--no-stream'], '--out: needs a value (DIR)'],
    [['--stream=no'], '--stream: takes no value'],
    [['extra'], '"extra" is not an option'],
    [['--target', 'mlp'], '--target: "mlp" is not NAME=VALUE'],
    [['--target'], '--target: needs NAME=VALUE'],
    [['--target', 'b ad=http://h'], '--target: "b ad" is no name'],
    [['--target', 'mlp=ftp://h'], '--target: "ftp://h" is not an http:// or https:// URL'],
    [['--target', 'baseline=http://h'], '--target: "baseline" is given twice'],
    [['--via', 'http://h'], '--target and --via exclude each other'],
    [['--variants', 'a'], '--variants: goes with --via URL'],
  ])('refuses %j in one line that names the option', (args, message) => {
    expect(() => parse(...args)).toThrow(UsageError);
    expect(() => parse(...args)).toThrow(message);
  });

  it('wants something to measure', () => {
    expect(() => parseRunOptions([])).toThrow('nothing to measure');
    expect(() => parseRunOptions(['--via', 'http://h'])).toThrow('--via: needs --variants');
    expect(() => parseRunOptions(['--via', 'http://h', '--variants', 'a,a'])).toThrow('names one twice');
  });
});

describe('parseDuration', () => {
  it('knows milliseconds, seconds and minutes, and no bare number', () => {
    expect(['500ms', '30s', '1.5m', '0s'].map(parseDuration)).toEqual([500, 30_000, 90_000, 0]);
    expect(['30', '', 's', '-1s', '1h', '1 s'].map(parseDuration)).toEqual([null, null, null, null, null, null]);
  });
});
