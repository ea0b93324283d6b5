import { describe, expect, it } from 'vitest';
import { bucketLadders } from './bucket-ladders.ts';
import { catalogMarkdown } from './catalog-markdown.ts';
import { catalog } from './catalog.ts';
import type { MetricUnit } from './metric-definition.ts';

/** The unit is in the name, as Prometheus wants it. */
const unitSuffix: Readonly<Record<MetricUnit, RegExp>> = {
  requests: /(requests|prefills|mismatches|assignments)(_total|_in_flight)?$/,
  attempts: /_(attempts|retries|hedges)_total$/,
  seconds: /_seconds(_total)?$/,
  tokens: /_tokens_total$/,
  steps: /_(steps|drafts)_total$/,
  events: /_(resets|scrapes|ejections|reloads|failures|decisions|given_up)_total$/,
  rows: /_rows(_total)?$/,
  bytes: /_bytes$/,
  ratio: /_(acceleration|speedup|cost|ratio|weight)$/,
  none: /_(ready|circuit|info|phase|step|verdict|leading|brake)$/,
};
/** What a client could fill: none of these may label a series. */
const unbounded = ['user', 'session', 'key', 'tenant', 'request_id', 'prompt', 'url', 'path', 'error'];

describe('catalog', () => {
  it('names each family once, with the prefix, in the lower case of Prometheus', () => {
    const names = catalog.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^slipstream_[a-z][a-z_]*[a-z]$/);
  });

  it.each(catalog)('$name follows the rules of its type and unit', ({ name, type, unit, buckets, help }) => {
    expect(name.endsWith('_total')).toBe(type === 'counter');
    expect(buckets !== null).toBe(type === 'histogram');
    expect(name).toMatch(unitSuffix[unit]);
    expect(help).toMatch(/\.$/);
  });

  it.each(catalog)('$name has bounded labels only', ({ labels }) => {
    expect(labels.filter((label) => unbounded.includes(label))).toEqual([]);
  });

  it.each(Object.entries(bucketLadders))('%s has ascending bounds and a reason', (_name, { bounds, reason }) => {
    expect(bounds).toEqual([...new Set(bounds)].toSorted((a, b) => a - b));
    expect(reason.length).toBeGreaterThan(40);
  });

  it.each([
    ['time-to-first-token', [0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]],
    ['time-per-output-token', [0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5]],
    ['duration', Array.from({ length: 14 }, (_, power) => 0.01 * 2 ** power)],
  ] as const)('%s contains the bounds that OpenTelemetry advises', (name, advised) => {
    const { bounds } = bucketLadders[name];
    for (const bound of advised) expect(bounds.some((own) => Math.abs(own - bound) < 1e-9)).toBe(true);
  });

  it('can tell fast speculative variants apart: TPOT bounds below 10 ms are at most a third apart from 3 ms on', () => {
    const fast = bucketLadders['time-per-output-token'].bounds.filter((bound) => bound >= 0.003 && bound <= 0.01);
    expect(fast.length).toBeGreaterThanOrEqual(6);
    for (const [index, bound] of fast.slice(1).entries()) expect(bound / fast[index]!).toBeLessThan(1.34);
  });
});

describe('catalogMarkdown', () => {
  it('documents every family, and queries nothing else', () => {
    const text = catalogMarkdown();
    for (const { name } of catalog) expect(text).toContain(`\`${name}\``);
    const queried = [...text.matchAll(/slipstream_[a-z_]+/g)].map(([name]) => name.replace(/_(sum|count)$/, ''));
    const names = catalog.map(({ name }) => name);
    expect(queried.filter((name) => !names.includes(name))).toEqual([]);
  });
});
