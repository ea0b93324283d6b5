import type { JsonMember, JsonNode } from './json-node.ts';

/** Not JSON. `offset` is where serde_json would point to: after the last character it had looked at. */
export class JsonSyntaxError extends Error {
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** serde_json's own limit. */
const MAX_DEPTH = 128;
const WHITESPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** A whole string literal; control characters are refused as RFC 8259 wants it. */
// oxlint-disable-next-line no-control-regex -- the control characters are what must not match
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;

/** Reads one JSON document. Throws `JsonSyntaxError`, in serde_json's words. */
export function parseJson(text: string): JsonNode {
  const cursor = new Cursor(text);
  const node = cursor.value(0);
  cursor.end();
  return node;
}

class Cursor {
  private at = 0;
  private readonly text: string;
  constructor(text: string) {
    this.text = text;
  }

  value(depth: number): JsonNode {
    if (depth >= MAX_DEPTH) throw new JsonSyntaxError('recursion limit exceeded', this.at + 1);
    const start = this.skipSpace();
    const first = this.text[start];
    if (first === undefined) throw new JsonSyntaxError('EOF while parsing a value', start);
    if (first === '{') return { kind: 'object', start, members: this.members(depth), end: this.at };
    if (first === '[') return { kind: 'array', start, items: this.items(depth), end: this.at };
    if (first === '"') return { kind: 'string', start, value: this.string(), end: this.at };
    if (this.text.startsWith('null', start)) return { kind: 'null', start, end: (this.at += 4) };
    if (this.text.startsWith('true', start)) return { kind: 'boolean', value: true, start, end: (this.at += 4) };
    if (this.text.startsWith('false', start)) return { kind: 'boolean', value: false, start, end: (this.at += 5) };
    const number = this.take(NUMBER);
    if (number === null) throw new JsonSyntaxError('expected value', start + 1);
    return { kind: 'number', text: number, start, end: this.at };
  }

  end(): void {
    const rest = this.skipSpace();
    if (rest < this.text.length) throw new JsonSyntaxError('trailing characters', rest + 1);
  }

  private members(depth: number): JsonMember[] {
    const members: JsonMember[] = [];
    this.at += 1;
    if (this.next('an object') === '}') return this.closed(members);
    for (;;) {
      if (this.next('an object') !== '"') throw new JsonSyntaxError('key must be a string', this.at + 1);
      const key = this.string();
      const keyEnd = this.at;
      if (this.next('an object') !== ':') throw new JsonSyntaxError('expected `:`', this.at + 1);
      this.at += 1;
      members.push({ key, keyEnd, value: this.value(depth + 1) });
      const separator = this.next('an object');
      if (separator === '}') return this.closed(members);
      if (separator !== ',') throw new JsonSyntaxError('expected `,` or `}`', this.at + 1);
      this.at += 1;
      if (this.next('an object') === '}') throw new JsonSyntaxError('trailing comma', this.at + 1);
    }
  }

  private items(depth: number): JsonNode[] {
    const items: JsonNode[] = [];
    this.at += 1;
    if (this.next('a list') === ']') return this.closed(items);
    for (;;) {
      items.push(this.value(depth + 1));
      const separator = this.next('a list');
      if (separator === ']') return this.closed(items);
      if (separator !== ',') throw new JsonSyntaxError('expected `,` or `]`', this.at + 1);
      this.at += 1;
      if (this.next('a list') === ']') throw new JsonSyntaxError('trailing comma', this.at + 1);
    }
  }

  private string(): string {
    const literal = this.take(STRING);
    if (literal !== null) return JSON.parse(literal) as string;
    const closes = this.text.indexOf('"', this.at + 1);
    if (closes === -1) throw new JsonSyntaxError('EOF while parsing a string', this.text.length);
    throw new JsonSyntaxError('control character (\\u0000-\\u001F) found while parsing a string', closes);
  }

  /** The next character that is not white space, not yet taken. */
  private next(inside: string): string {
    const character = this.text[this.skipSpace()];
    if (character === undefined) throw new JsonSyntaxError(`EOF while parsing ${inside}`, this.at);
    return character;
  }

  private closed<T>(content: T): T {
    this.at += 1;
    return content;
  }

  private skipSpace(): number {
    this.take(WHITESPACE);
    return this.at;
  }

  private take(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (match === null) return null;
    this.at = pattern.lastIndex;
    return match[0];
  }
}
