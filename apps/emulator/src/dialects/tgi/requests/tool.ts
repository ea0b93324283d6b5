import { anything, type Decode, invalidType, JsonDataError, string } from '../serde/decode.ts';
import type { JsonNode } from '../serde/json-node.ts';
import { StructReader } from '../serde/struct-reader.ts';
import type { RequestTraits } from '../traits.ts';

/** A function that the model may call. `parameters` is its JSON schema, as sent. */
export interface Tool {
  readonly name: string;
  readonly description: string | null;
  readonly parameters: unknown;
}

/** Null (no choice) means, by version: no tools at all, or any. */
export type ToolChoice =
  | { readonly kind: 'none' | 'any' | 'auto' | 'required' }
  | { readonly kind: 'function'; readonly name: string };

export const tool: Decode<Tool> = (node, path) => {
  const fields = new StructReader(node, path, 'Tool');
  fields.required('type', string);
  return fields.required('function', functionDefinition);
};

const functionDefinition: Decode<Tool> = (node, path) => {
  const fields = new StructReader(node, path, 'FunctionDefinition');
  const parameters = fields.has('parameters') ? 'parameters' : 'arguments';
  return {
    name: fields.required('name', string),
    description: fields.optional('description', string),
    parameters: fields.required(parameters, anything),
  };
};

/**
 * `tool_choice` by version. 2.0: "auto" and null are any tool, and without the field tools are ignored. 2.2: any is
 * the default. 3.3: "auto" may also pick no tool, "required" may not.
 */
export function toolChoice(style: RequestTraits['tools']): Decode<ToolChoice | null> {
  return (node, path) => {
    if (node.kind === 'null') return style === 'auto' ? { kind: 'auto' } : { kind: 'any' };
    if (node.kind === 'string') return wordChoice(style, node.value);
    if (node.kind === 'object') return { kind: 'function', name: functionName(node, path, style) };
    throw invalidType(node, path, 'a string or a map');
  };
}

function wordChoice(style: RequestTraits['tools'], word: string): ToolChoice {
  if (word === 'none') return { kind: 'none' };
  if (word === 'auto') return { kind: style === 'auto' ? 'auto' : 'any' };
  if (word === 'required' && style === 'auto') return { kind: 'required' };
  return { kind: 'function', name: word };
}

function functionName(node: JsonNode, path: string, style: RequestTraits['tools']): string {
  const missing =
    style === 'explicit'
      ? 'function key not found in tool choice'
      : 'data did not match any variant of untagged enum ToolTypeDeserializer';
  try {
    const fields = new StructReader(node, path, 'ToolType');
    if (style === 'auto' && fields.required('type', string) !== 'function') {
      throw new JsonDataError(missing, path, node.end);
    }
    return fields.required('function', (inner, at) =>
      new StructReader(inner, at, 'FunctionName').required('name', string),
    );
  } catch (error) {
    if (error instanceof JsonDataError) throw new JsonDataError(missing, path, node.end);
    throw error;
  }
}
