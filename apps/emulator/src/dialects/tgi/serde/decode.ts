import { plainValue, type JsonNode } from './json-node.ts';

/** JSON, but not of the type wanted: serde's "data" error. */
export class JsonDataError extends Error {
  readonly path: string;
  readonly offset: number;
  constructor(message: string, path: string, offset: number) {
    super(message);
    this.path = path;
    this.offset = offset;
  }
}

/** Reads one type out of a node, or throws `JsonDataError`. `path` names the place, as in `messages[0].content`. */
export type Decode<T> = (node: JsonNode, path: string) => T;

/** serde's "invalid type": what was found, what was wanted. */
export function invalidType(node: JsonNode, path: string, expected: string): JsonDataError {
  // serde has read a scalar to its end, but only peeked at the first character of a container.
  const offset = node.kind === 'object' || node.kind === 'array' ? node.start + 1 : node.end;
  return new JsonDataError(`invalid type: ${found(node)}, expected ${expected}`, path, offset);
}

function found(node: JsonNode): string {
  switch (node.kind) {
    case 'null':
      return 'null';
    case 'boolean':
      return `boolean \`${node.value}\``;
    case 'string':
      return `string ${JSON.stringify(node.value)}`;
    case 'number':
      return isInteger(node.text) ? `integer \`${node.text}\`` : `floating point \`${Number(node.text)}\``;
    case 'array':
      return 'sequence';
    default:
      return 'map';
  }
}

function isInteger(text: string): boolean {
  return /^-?\d+$/.test(text);
}

export const string: Decode<string> = (node, path) => {
  if (node.kind !== 'string') throw invalidType(node, path, 'a string');
  return node.value;
};

export const boolean: Decode<boolean> = (node, path) => {
  if (node.kind !== 'boolean') throw invalidType(node, path, 'a boolean');
  return node.value;
};

/** Any number, integers too. */
export const f32: Decode<number> = (node, path) => {
  if (node.kind !== 'number') throw invalidType(node, path, 'f32');
  return Number(node.text);
};

/** A whole number in a range of Rust's. Above 2^53 the value is rounded: only seeds are that large. */
function integer(type: string, lowest: bigint, highest: bigint): Decode<number> {
  return (node, path) => {
    if (node.kind !== 'number' || !isInteger(node.text)) throw invalidType(node, path, type);
    const value = BigInt(node.text);
    if (value < lowest || value > highest) {
      throw new JsonDataError(`invalid value: integer \`${node.text}\`, expected ${type}`, path, node.end);
    }
    return Number(value);
  };
}
export const u32: Decode<number> = integer('u32', 0n, 2n ** 32n - 1n);
export const i32: Decode<number> = integer('i32', -(2n ** 31n), 2n ** 31n - 1n);
export const u64: Decode<number> = integer('u64', 0n, 2n ** 64n - 1n);
export const usize: Decode<number> = integer('usize', 0n, 2n ** 64n - 1n);

/** Whatever it is, as a plain value. */
export const anything: Decode<unknown> = (node) => plainValue(node);

export function array<T>(item: Decode<T>): Decode<readonly T[]> {
  return (node, path) => {
    if (node.kind !== 'array') throw invalidType(node, path, 'a sequence');
    return node.items.map((each, index) => item(each, `${path}[${index}]`));
  };
}

/** The first of several shapes that fits (serde's untagged enum, whose error says no more than its name). */
export function untagged<T>(name: string, variants: readonly Decode<T>[]): Decode<T> {
  return (node, path) => {
    for (const variant of variants) {
      try {
        return variant(node, path);
      } catch (error) {
        if (!(error instanceof JsonDataError)) throw error;
      }
    }
    throw new JsonDataError(`data did not match any variant of untagged enum ${name}`, path, node.end);
  };
}
