import { isRecord } from '../json/is-record.ts';

/**
 * The names of all properties in a parsed OpenAPI document (`GET /openapi.json` of FastAPI servers): the words that the
 * server's own request and answer types have. Empty where it is no such document.
 */
export function readSchemaProperties(value: unknown): ReadonlySet<string> {
  const components = isRecord(value) ? value['components'] : null;
  const schemas = isRecord(components) ? components['schemas'] : null;
  const names = new Set<string>();
  for (const schema of isRecord(schemas) ? Object.values(schemas) : []) {
    const properties = isRecord(schema) ? schema['properties'] : null;
    for (const name of isRecord(properties) ? Object.keys(properties) : []) names.add(name);
  }
  return names;
}
