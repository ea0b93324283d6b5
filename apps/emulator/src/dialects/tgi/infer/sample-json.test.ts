import { describe, expect, it } from 'vitest';
import { sampleJson } from './sample-json.ts';

describe('sampleJson', () => {
  it.each<[string, unknown, unknown]>([
    ['each plain type', { type: ['integer', 'null'] }, 42],
    ['the first of an enum', { enum: ['red', 'blue'] }, 'red'],
    ['a constant', { const: null }, null],
    ['the first of anyOf', { anyOf: [{ type: 'boolean' }, { type: 'string' }] }, true],
    ['lists of one', { type: 'array', items: { type: 'number' } }, [0.5]],
    ['objects', { properties: { a: { type: 'string' }, b: { type: 'object' } } }, { a: 'example', b: {} }],
    [
      'references',
      { $defs: { city: { const: 'Oslo' } }, properties: { at: { $ref: '#/$defs/city' } } },
      { at: 'Oslo' },
    ],
    ['what is no schema', 'nonsense', null],
  ])('fits %s', (_what, schema, value) => {
    expect(sampleJson(schema)).toEqual(value);
  });

  it('ends on a schema that contains itself', () => {
    expect(() => sampleJson({ properties: { next: { $ref: '#' } } })).not.toThrow();
  });
});
