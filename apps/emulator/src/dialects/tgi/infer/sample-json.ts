/** Deep enough for any schema that is not recursive. */
const MAX_DEPTH = 16;

/**
 * The simplest value that fits a JSON schema, as far as its plain words go: const, enum, the first of anyOf/oneOf, type,
 * properties, items, and `$ref`s within the same schema.
 */
export function sampleJson(schema: unknown, root: unknown = schema, depth = 0): unknown {
  if (!isRecord(schema) || depth > MAX_DEPTH) return null;
  if ('const' in schema) return schema['const'];
  if (typeof schema['$ref'] === 'string') return sampleJson(resolve(root, schema['$ref']), root, depth + 1);
  for (const key of ['enum', 'anyOf', 'oneOf']) {
    const choices = schema[key];
    if (Array.isArray(choices)) return key === 'enum' ? choices[0] : sampleJson(choices[0], root, depth + 1);
  }
  if (isRecord(schema['properties'])) {
    const entries = Object.entries(schema['properties']);
    return Object.fromEntries(entries.map(([name, inner]) => [name, sampleJson(inner, root, depth + 1)]));
  }
  const type: unknown = Array.isArray(schema['type']) ? schema['type'][0] : schema['type'];
  if (type === 'array') return [sampleJson(schema['items'], root, depth + 1)];
  return scalars.get(type) ?? (type === 'object' ? {} : null);
}

const scalars: ReadonlyMap<unknown, unknown> = new Map<unknown, unknown>([
  ['string', 'example'],
  ['integer', 42],
  ['number', 0.5],
  ['boolean', true],
]);

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `#/a/b` within the document. */
function resolve(root: unknown, reference: string): unknown {
  let at = root;
  for (const key of reference.replace(/^#\//, '').split('/')) at = isRecord(at) ? at[key] : null;
  return at;
}
