/**
 * A JSON document with the place of every value. TGI's request bodies are read by serde, whose answers name types as
 * written (integer, floating point, map) and the column; `JSON.parse` keeps neither, nor integers above 2^53 (seeds).
 */
export type JsonNode = JsonNull | JsonBoolean | JsonNumber | JsonString | JsonArray | JsonObject;

interface Placed {
  /** UTF-16 offsets into the text; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
}
export interface JsonNull extends Placed {
  readonly kind: 'null';
}
export interface JsonBoolean extends Placed {
  readonly kind: 'boolean';
  readonly value: boolean;
}
export interface JsonNumber extends Placed {
  readonly kind: 'number';
  /** As written. */
  readonly text: string;
}
export interface JsonString extends Placed {
  readonly kind: 'string';
  readonly value: string;
}
export interface JsonArray extends Placed {
  readonly kind: 'array';
  readonly items: readonly JsonNode[];
}
export interface JsonMember {
  readonly key: string;
  readonly keyEnd: number;
  readonly value: JsonNode;
}
export interface JsonObject extends Placed {
  readonly kind: 'object';
  /** In the order written, duplicates included. */
  readonly members: readonly JsonMember[];
}

/** The plain JavaScript value of a node (the last duplicate wins, as in `JSON.parse`). */
export function plainValue(node: JsonNode): unknown {
  switch (node.kind) {
    case 'null':
      return null;
    case 'boolean':
    case 'string':
      return node.value;
    case 'number':
      return Number(node.text);
    case 'array':
      return node.items.map(plainValue);
    default:
      return Object.fromEntries(node.members.map((member) => [member.key, plainValue(member.value)]));
  }
}
