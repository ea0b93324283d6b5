import { anything, type Decode, JsonDataError, string } from '../serde/decode.ts';
import { StructReader } from '../serde/struct-reader.ts';
import type { Grammar } from './generate-parameters.ts';

/**
 * `{"type": …, "value": …}` with the version's types. OpenAI's `{"type":"json_object"}` has no `value` and its
 * `json_schema` another key, so both are refused as plain text.
 */
export function grammar(types: readonly string[]): Decode<Grammar> {
  return (node, path) => {
    const fields = new StructReader(node, path, 'GrammarType');
    const type = fields.required('type', string);
    if (!types.includes(type)) {
      const known = types.filter((name) => name !== 'json_object').map((name) => `\`${name}\``);
      throw new JsonDataError(`unknown variant \`${type}\`, expected ${oneOf(known)}`, path, node.end);
    }
    if (type === 'regex') return { kind: 'regex', pattern: fields.required('value', string) };
    if (type === 'json_schema') return { kind: 'json', value: fields.required('value', schemaConfig) };
    return { kind: 'json', value: fields.required('value', anything) };
  };
}

const schemaConfig: Decode<unknown> = (node, path) => {
  const fields = new StructReader(node, path, 'JsonSchemaConfig');
  fields.optional('name', string);
  return fields.required('schema', anything);
};

function oneOf(names: readonly string[]): string {
  return names.length === 2 ? names.join(' or ') : `one of ${names.join(', ')}`;
}
