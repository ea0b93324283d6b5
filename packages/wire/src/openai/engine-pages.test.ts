import { describe, expect, it } from 'vitest';
import { readModelList } from './model-list.ts';
import { readSchemaProperties } from './schema-properties.ts';
import { readVersion } from './version.ts';

describe('readModelList', () => {
  it('reads who serves what, and leaves out what is no entry', () => {
    const data = [{ id: 'a', owned_by: 'vllm' }, { id: 'b' }, { owned_by: 'x' }, null, 'c'];
    expect(readModelList({ object: 'list', data })).toEqual([
      { id: 'a', ownedBy: 'vllm' },
      { id: 'b', ownedBy: null },
    ]);
    expect([null, {}, { data: {} }, []].map(readModelList)).toEqual([null, null, null, null]);
  });
});

describe('readVersion', () => {
  it('reads the version, or knows none', () => {
    expect(readVersion({ version: '0.29.0' })).toBe('0.29.0');
    expect([{ version: '' }, { version: 3 }, null, '0.29.0'].map(readVersion)).toEqual([null, null, null, null]);
  });
});

describe('readSchemaProperties', () => {
  it('collects the words of all types', () => {
    const document = {
      openapi: '3.1.0',
      components: {
        schemas: { A: { properties: { stream: {}, seed: {} } }, B: { type: 'string' }, C: { properties: { n: {} } } },
      },
    };
    expect([...readSchemaProperties(document)]).toEqual(['stream', 'seed', 'n']);
    expect(
      [null, {}, { components: [] }, { components: { schemas: null } }].map(
        (value) => readSchemaProperties(value).size,
      ),
    ).toEqual([0, 0, 0, 0]);
  });
});
