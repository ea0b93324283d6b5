import { describe, expect, it } from 'vitest';
import { BodyReader } from './body-reader.ts';
import { issueList, issueText } from './field-issue.ts';

describe('BodyReader', () => {
  it('takes what pydantic takes, null as absent', () => {
    const reader = new BodyReader({ a: 'x', b: 'true', c: '0.5', d: 3.0, e: null, f: ['s', 't'], g: 's', h: { i: 1 } });
    expect([reader.string('a'), reader.boolean('b'), reader.number('c'), reader.integer('d')]).toEqual([
      'x',
      true,
      0.5,
      3,
    ]);
    expect([reader.string('e'), reader.integer('zz'), reader.list('e')]).toEqual([null, null, null]);
    expect([reader.strings('f'), reader.strings('g'), reader.strings('e')]).toEqual([['s', 't'], ['s'], []]);
    expect(reader.inside('h', (inner) => inner.integer('i'))).toBe(1);
    expect(reader.issues).toEqual([]);
  });

  it('collects every mistake, with the place and what was there', () => {
    const reader = new BodyReader({ a: 1, b: 'maybe', c: [], d: 1.5, e: 'x', f: { g: {} } });
    reader.required('messages');
    reader.string('a');
    reader.boolean('b');
    reader.number('c');
    reader.integer('d');
    reader.list('e');
    reader.inside('f', (inner) => inner.integer('g'));
    expect(reader.issues.map(({ type, loc }) => [type, loc.join('.')])).toEqual([
      ['missing', 'body.messages'],
      ['string_type', 'body.a'],
      ['bool_parsing', 'body.b'],
      ['float_type', 'body.c'],
      ['int_from_float', 'body.d'],
      ['list_type', 'body.e'],
      ['int_type', 'body.f.g'],
    ]);
  });

  it('forbids what it does not know, where it is told to', () => {
    const reader = new BodyReader({ model: 'm', return_token_ids: true });
    reader.forbidOthers(new Set(['model']));
    const shown =
      "{'type': 'extra_forbidden', 'loc': ('body', 'return_token_ids'), 'msg': 'Extra inputs are not permitted', 'input': True}";
    expect(issueList(reader.issues)).toBe(`[${shown}]`);
    expect(issueText(reader.issues)).toBe(`1 validation error:\n  ${shown}`);
  });

  it('does not take inherited names for fields', () => {
    expect(new BodyReader({}).has('toString')).toBe(false);
  });
});
