import type { FieldIssue } from './field-issue.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Reads fields of a JSON object as pydantic would, and collects what is wrong in pydantic's words. A wrong field reads as absent, so reading goes on.
 * `null` is as good as absent for every optional field, as in OpenAI's protocol.
 */
export class BodyReader {
  readonly issues: FieldIssue[] = [];
  private readonly body: JsonObject;
  private readonly loc: readonly (string | number)[];

  constructor(body: JsonObject, loc: readonly (string | number)[] = ['body']) {
    this.body = body;
    this.loc = loc;
  }

  has(name: string): boolean {
    return this.raw(name) !== undefined;
  }

  /** The value as it is; undefined when absent. */
  raw(name: string): unknown {
    return Object.hasOwn(this.body, name) ? this.body[name] : undefined;
  }

  required(name: string): void {
    if (!this.has(name)) this.issue('missing', [name], 'Field required', this.body);
  }

  string(name: string): string | null {
    const value = this.raw(name) ?? null;
    if (value === null || typeof value === 'string') return value;
    return this.wrong('string_type', name, 'Input should be a valid string');
  }

  /** Booleans, and the words and numbers that pydantic takes for them. */
  boolean(name: string): boolean | null {
    const value = this.raw(name) ?? null;
    if (value === null || typeof value === 'boolean') return value;
    if (value === 0 || value === 1) return value === 1;
    const word = typeof value === 'string' ? value.toLowerCase() : '';
    if (['true', 'on', 't', 'y', 'yes', '1'].includes(word)) return true;
    if (['false', 'off', 'f', 'n', 'no', '0'].includes(word)) return false;
    return this.wrong('bool_parsing', name, 'Input should be a valid boolean, unable to interpret input');
  }

  number(name: string): number | null {
    const value = numeric(this.raw(name) ?? null);
    if (value === null || typeof value === 'number') return value;
    return this.wrong('float_type', name, 'Input should be a valid number');
  }

  integer(name: string): number | null {
    const value = numeric(this.raw(name) ?? null);
    if (value === null) return null;
    if (typeof value !== 'number') return this.wrong('int_type', name, 'Input should be a valid integer');
    if (Number.isInteger(value)) return value;
    return this.wrong('int_from_float', name, 'Input should be a valid integer, got a number with a fractional part');
  }

  object(name: string): JsonObject | null {
    const value = this.raw(name) ?? null;
    if (value === null || isObject(value)) return value;
    return this.wrong(
      'model_attributes_type',
      name,
      'Input should be a valid dictionary or object to extract fields from',
    );
  }

  list(name: string): readonly unknown[] | null {
    const value = this.raw(name) ?? null;
    if (value === null || Array.isArray(value)) return value;
    return this.wrong('list_type', name, 'Input should be a valid list');
  }

  /** A string or a list of strings. */
  strings(name: string): readonly string[] {
    const value = this.raw(name) ?? null;
    if (value === null) return [];
    if (typeof value === 'string') return [value];
    if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
    this.wrong('string_type', name, 'Input should be a valid string');
    return [];
  }

  /** Reads a nested object; what is wrong in it counts here. */
  inside<T>(name: string, read: (reader: BodyReader) => T): T | null {
    const value = this.object(name);
    if (value === null) return null;
    const reader = new BodyReader(value, [...this.loc, name]);
    const result = read(reader);
    this.issues.push(...reader.issues);
    return result;
  }

  /** pydantic's `extra="forbid"`. */
  forbidOthers(known: ReadonlySet<string>): void {
    for (const [name, value] of Object.entries(this.body)) {
      if (!known.has(name)) this.issue('extra_forbidden', [name], 'Extra inputs are not permitted', value);
    }
  }

  issue(type: string, loc: readonly (string | number)[], msg: string, input: unknown): void {
    this.issues.push({ type, loc: [...this.loc, ...loc], msg, input });
  }

  private wrong(type: string, name: string, msg: string): null {
    this.issue(type, [name], msg, this.raw(name));
    return null;
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** pydantic reads numbers out of strings, and 1 out of true. */
function numeric(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'string') return value;
  return value.trim() === '' || Number.isNaN(Number(value)) ? value : Number(value);
}
