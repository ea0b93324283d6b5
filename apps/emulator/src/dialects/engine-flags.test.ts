import { describe, expect, it } from 'vitest';
import { EngineFlags, type FlagDeclarations } from './engine-flags.ts';

const declared: FlagDeclarations = {
  'enable-metrics': { kind: 'switch', describes: 'the page' },
  'stream-interval': { kind: 'number', least: 1, default: 1, describes: 'tokens per event' },
  'max-queued': { kind: 'number', least: 0, default: null, describes: 'queue' },
  level: { kind: 'word', words: ['none', 'summary'], default: 'none', describes: 'statistics' },
  labels: { kind: 'text', default: null, describes: 'labels' },
};
const flags = (given: Record<string, string>): EngineFlags => new EngineFlags(declared, new Map(Object.entries(given)));

describe('EngineFlags', () => {
  it('says what was given, else the default', () => {
    const none = flags({});
    expect([none.on('enable-metrics'), none.number('stream-interval'), none.number('max-queued')]).toEqual([
      false,
      1,
      null,
    ]);
    expect([none.word('level'), none.text('labels')]).toEqual(['none', null]);
    const some = flags({ 'enable-metrics': '', 'max-queued': '0', level: 'summary', labels: 'a,b' });
    expect([some.on('enable-metrics'), some.number('max-queued'), some.word('level'), some.text('labels')]).toEqual([
      true,
      0,
      'summary',
      'a,b',
    ]);
  });

  it.each([
    [
      { metrics: '' },
      '--flag metrics: this server has the flags enable-metrics, stream-interval, max-queued, level, labels',
    ],
    [{ 'enable-metrics': 'yes' }, '--flag enable-metrics takes no value, not "yes"'],
    [{ 'stream-interval': '0' }, '--flag stream-interval must be a whole number, 1 or more, not "0"'],
    [{ 'stream-interval': '' }, '--flag stream-interval must be a whole number, 1 or more, not ""'],
    [{ level: 'all' }, '--flag level must be one of none, summary, not "all"'],
    [{ labels: '' }, '--flag labels needs a value, not ""'],
  ])('refuses %j', (given, message) => {
    expect(() => flags(given as Record<string, string>)).toThrow(message);
  });

  it('a server without flags says so, and reading an undeclared one is a defect', () => {
    expect(() => new EngineFlags({}, new Map([['x', '']]))).toThrow('--flag x: this server has no flags');
    expect(() => flags({}).on('level')).toThrow('no switch');
  });
});
