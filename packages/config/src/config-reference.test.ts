import { describe, expect, it } from 'vitest';
import { configReference } from './config-reference.ts';
import { fileShape, objectOf } from './schema-shape.ts';
import type { Shape } from './schema-shape.ts';

/** Every key of the schema, and whether its meaning is written down. */
function keysOf(shape: Shape): readonly (readonly [string, boolean])[] {
  const object = objectOf(shape);
  const properties = Object.entries(object.properties ?? {});
  const inner = [object.items, object.additionalProperties || undefined].filter((child) => child !== undefined);
  return [
    ...properties.map(([key, child]) => [key, child.description !== undefined] as const),
    ...properties.flatMap(([, child]) => keysOf(child)),
    ...inner.flatMap(keysOf),
  ];
}

describe('configReference', () => {
  const text = configReference();

  it('lists every key of the schema', () => {
    const keys = keysOf(fileShape()).map(([key]) => key);
    expect(keys).toContain('draftTokens');
    for (const key of keys) expect(text).toContain(`| \`${key}\` |`);
  });

  it('leaves no key without a meaning', () => {
    expect(keysOf(fileShape()).filter(([, hasMeaning]) => !hasMeaning)).toEqual([]);
  });

  it('shows defaults as they are written, and allowed words', () => {
    expect(text).toContain('| `body` | size | `2MiB` |');
    expect(text).toContain(
      '| `kind` | `none`, `ngram`, `mlp`, `medusa`, `eagle`, `mtp`, `draft`, `other` | required |',
    );
    expect(text).toContain('## `models.NAME.variants.NAME.replicas[]`');
  });

  it('has tables whose rows all have four cells', () => {
    const rows = text.split('\n').filter((line) => line.startsWith('|'));
    for (const row of rows) expect(row.replaceAll('\\|', '').split('|')).toHaveLength(6);
  });
});
