import { type Decode, invalidType, JsonDataError } from './decode.ts';
import type { JsonMember, JsonNode, JsonObject } from './json-node.ts';

/** Reads a struct's fields by name. Unknown fields are ignored: no TGI version denies them. */
export class StructReader {
  private readonly node: JsonObject;
  private readonly path: string;

  constructor(node: JsonNode, path: string, name: string) {
    if (node.kind !== 'object') throw invalidType(node, path, `struct ${name}`);
    this.node = node;
    this.path = path;
  }

  /** Absent is an error; so is null, unless `decode` takes it. */
  required<T>(field: string, decode: Decode<T>): T {
    const member = this.find([field]);
    if (member === null) throw new JsonDataError(`missing field \`${field}\``, this.path, this.node.end);
    return decode(member.value, this.inner(field));
  }

  /** `Option<T>`: absent and null are both null. */
  optional<T>(field: string, decode: Decode<T>, aliases: readonly string[] = []): T | null {
    const member = this.find([field, ...aliases]);
    if (member === null || member.value.kind === 'null') return null;
    return decode(member.value, this.inner(member.key));
  }

  /** `#[serde(default)] T`: absent is the default, null is whatever `decode` makes of it (mostly an error). */
  defaulted<T>(field: string, decode: Decode<T>, otherwise: T): T {
    const member = this.find([field]);
    return member === null ? otherwise : decode(member.value, this.inner(field));
  }

  has(field: string): boolean {
    return this.node.members.some((member) => member.key === field);
  }

  private find(names: readonly string[]): JsonMember | null {
    const [first, second] = this.node.members.filter((member) => names.includes(member.key));
    if (second !== undefined) throw new JsonDataError(`duplicate field \`${names[0]}\``, this.path, second.keyEnd);
    return first ?? null;
  }

  private inner(field: string): string {
    return this.path === '' ? field : `${this.path}.${field}`;
  }
}
