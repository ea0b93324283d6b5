import { fileShape, objectOf } from './schema-shape.ts';
import type { Shape } from './schema-shape.ts';

/** The reference of `slipstream.yaml` in Markdown, made from the schema: one table per mapping. */
export function configReference(): string {
  const lines = [
    '# Reference of slipstream.yaml',
    '',
    'Durations are written with their unit (`500ms`, `30s`, `2m`, `1h`), sizes too (`16KiB`, `2MiB`). `${NAME}` in a',
    'text value is replaced by that environment variable, and one that is not set is a mistake; `$${` stands for `${`.',
    'Inside `{ }` and `[ ]` such a text needs quotes, since YAML gives the braces a meaning of their own.',
    'Keys that are not listed here are refused. A file is read as a whole, and every mistake in it is told at once.',
  ];
  section(fileShape(), [], lines);
  return `${lines.join('\n')}\n`;
}

function section(shape: Shape, path: readonly string[], lines: string[]): void {
  const object = objectOf(shape);
  lines.push('', `## ${path.length === 0 ? 'The file' : `\`${path.join('.')}\``}`, '');
  const description = shape.description ?? object.description;
  if (description !== undefined) lines.push(description, '');
  lines.push('| key | written as | default | meaning |', '|---|---|---|---|');
  const required = new Set(object.required);
  for (const [key, child] of Object.entries(object.properties ?? {})) {
    const cells = [`\`${key}\``, written(child), fallback(child, required.has(key)), child.description ?? ''];
    lines.push(`| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`);
  }
  for (const [key, child] of Object.entries(object.properties ?? {})) {
    const inner = nested(child, key);
    if (inner !== null) section(inner.shape, [...path, ...inner.steps], lines);
  }
}

/** The mapping that has keys of its own below a field, with the way to it: `models.NAME`, `replicas[]`. */
function nested(shape: Shape, key: string): { shape: Shape; steps: string[] } | null {
  const object = objectOf(shape);
  if (object.properties !== undefined) return { shape, steps: [key] };
  if (object.items !== undefined && objectOf(object.items).properties !== undefined) {
    return { shape: object.items, steps: [`${key}[]`] };
  }
  const entry = object.additionalProperties;
  if (entry === undefined || entry === false || objectOf(entry).properties === undefined) return null;
  return { shape: entry, steps: [key, 'NAME'] };
}

function written(shape: Shape): string {
  if (shape.anyOf !== undefined) return [...new Set(shape.anyOf.map(written))].join(' or ');
  if (shape.enum !== undefined) return shape.enum.map((word) => `\`${word}\``).join(', ');
  if (shape.type === 'array') return `list of ${shape.items === undefined ? 'anything' : written(shape.items)}`;
  if (shape.type === 'object') return typeof shape.additionalProperties === 'object' ? 'names and values' : 'mapping';
  if (shape.type === 'string') return shape.format ?? 'text';
  const { minimum, maximum, exclusiveMinimum: above, exclusiveMaximum: below } = shape;
  const bounds = [
    minimum ?? (above === undefined ? above : `>${above}`),
    maximum ?? (below === undefined ? below : `<${below}`),
  ];
  const range = bounds.filter((bound) => bound !== undefined).join('–');
  return [shape.type ?? 'anything', range].filter((part) => part !== '').join(' ');
}

function fallback(shape: Shape, isRequired: boolean): string {
  const { default: value } = shape;
  if (isRequired) return 'required';
  if (value === undefined || value === null || shape.additionalProperties) return '–';
  // The empty mapping is filled in by the defaults of its own keys.
  if (typeof value === 'object') return 'see below';
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}
