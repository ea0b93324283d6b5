import { describe, expect, it } from 'vitest';
import { readBudgetLimit } from './budget-limit.ts';
import { formatIssues } from './config-issue.ts';
import { parseConfig } from './parse-config.ts';

describe('readBudgetLimit', () => {
  it.each([
    ['800000/1000000', { soft: 800_000, hard: 1_000_000 }],
    ['/1e6', { soft: null, hard: 1_000_000 }],
    ['0.5/', { soft: 0.5, hard: null }],
    ['0/0', { soft: 0, hard: 0 }],
  ])('reads %s', (text, value) => expect(readBudgetLimit(text)).toEqual({ ok: true, value }));

  it.each(['', '/', '100', '-1/2', '1/2/3', 'a/b', '1 /2', '1/NaN'])('refuses %s', (text) => {
    expect(readBudgetLimit(text)).toMatchObject({ ok: false, message: expect.stringContaining('SOFT/HARD') });
  });

  it('refuses a warning that would come after the refusal', () => {
    expect(readBudgetLimit('2/1')).toMatchObject({ ok: false, message: expect.stringContaining('above the hard one') });
  });
});

describe('budgets of a key in the file', () => {
  const parsed = (fields: string) =>
    parseConfig(`
keys: { team: { secret: a-secret-of-good-length, ${fields} } }
models: { m: { variants: { a: { engine: tgi, model: id, replicas: [http://a:1] } } } }`);

  it('are unlimited where nothing is said, and the key has no role', () => {
    const result = parsed('models: [m]');
    const none = { soft: null, hard: null };
    expect(result.ok && result.config.keys?.get('team')).toMatchObject({
      role: null,
      previous: null,
      budgets: { day: { tokens: none, cost: none }, month: { tokens: none, cost: none } },
    });
  });

  it('are read, each part on its own', () => {
    const result = parsed(
      'role: operator, budgets: { day: { tokens: { soft: 8e5, hard: 1e6 } }, month: { cost: { hard: 50 } } }',
    );
    expect(result.ok && result.config.keys?.get('team')).toMatchObject({
      role: 'operator',
      budgets: { day: { tokens: { soft: 8e5, hard: 1e6 } }, month: { cost: { soft: null, hard: 50 } } },
    });
  });

  it('are refused upside down', () => {
    const result = parsed('budgets: { day: { tokens: { soft: 2, hard: 1 } } }');
    expect(result.ok ? '' : formatIssues(result.issues)).toContain('above the hard one');
  });
});
