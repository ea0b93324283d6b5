import type { Limits } from '@slipstream/config';
import { isRecord, memberValue, scanJsonObject } from '@slipstream/wire';
import type { JsonKind, JsonMember } from '@slipstream/wire';
import { GatewayError } from '../errors.ts';

export type GenerationRoute = 'chat' | 'completions';

/** What the gateway must know of a request body. The rest stays bytes, and is for the engine to judge. */
export interface GenerationRequest {
  /** As the client wrote them, validated as JSON. */
  readonly bytes: Uint8Array;
  readonly members: readonly JsonMember[];
  readonly route: GenerationRoute;
  readonly model: string;
  readonly stream: boolean;
  readonly user: string | null;
  /** `max_completion_tokens`, else `max_tokens`. */
  readonly maxTokens: number | null;
  readonly temperature: number | null;
  /** Null where there are none. */
  readonly streamOptions: Readonly<Record<string, unknown>> | null;
  /** The client asked for the usage event itself, so that it must get it. */
  readonly includeUsage: boolean;
}

export type BodyShapeLimits = Pick<Limits, 'jsonDepth' | 'messages'>;

/**
 * Reads the routing fields of a body without parsing the rest: a prompt is scanned once, never decoded. A field that is
 * null counts as absent, as it does in the OpenAI API.
 * @throws GatewayError `invalid_json` with line and column, `invalid_request` with the field in `param`.
 */
export function readGenerationRequest(
  bytes: Uint8Array,
  route: GenerationRoute,
  limits: BodyShapeLimits,
): GenerationRequest {
  if (bytes.length === 0)
    throw new GatewayError('invalid_json', 'The request body is empty; a JSON object is expected.');
  const scan = scanJsonObject(bytes, { maxDepth: limits.jsonDepth });
  if (!scan.ok) {
    const place = `line ${scan.line}, column ${scan.column}`;
    throw new GatewayError('invalid_json', `The request body is not valid JSON: ${scan.message} (${place}).`);
  }
  const fields = new Fields(bytes, scan.members);
  requireInput(fields, route, limits.messages);
  const options = fields.read('stream_options', 'object');
  return {
    bytes,
    members: scan.members,
    route,
    model: requireModel(fields),
    stream: fields.readBoolean('stream') ?? false,
    user: fields.readString('user'),
    maxTokens: fields.readPositiveInteger('max_completion_tokens') ?? fields.readPositiveInteger('max_tokens'),
    temperature: fields.readNumber('temperature'),
    streamOptions: isRecord(options) ? options : null,
    includeUsage: isRecord(options) && options['include_usage'] === true,
  };
}

function requireModel(fields: Fields): string {
  const model = fields.readString('model');
  if (model === null || model === '') throw invalidField('model', 'is missing; it names the model to use.');
  return model;
}

/** `messages` of a chat, `prompt` of a completion: only presence and JSON type, never decoded. */
function requireInput(fields: Fields, route: GenerationRoute, mostMessages: number): void {
  if (route === 'completions') {
    if (fields.kind('prompt') === null) throw invalidField('prompt', 'is missing.');
    fields.expect('prompt', ['string', 'array']);
    return;
  }
  if (fields.kind('messages') === null) throw invalidField('messages', 'is missing; a list of messages is expected.');
  fields.expect('messages', ['array']);
  const count = fields.itemCount('messages');
  if (count === 0) throw invalidField('messages', 'is an empty list; at least one is needed.');
  if (count > mostMessages) throw invalidField('messages', `has ${count} messages; ${mostMessages} are the limit.`);
}

/** Typed access to the top-level members of one body. */
class Fields {
  readonly #bytes: Uint8Array;
  readonly #members: readonly JsonMember[];

  constructor(bytes: Uint8Array, members: readonly JsonMember[]) {
    this.#bytes = bytes;
    this.#members = members;
  }

  /** Null where the field is absent or null. */
  kind(key: string): Exclude<JsonKind, 'null'> | null {
    const kind = this.#member(key)?.kind;
    return kind === undefined || kind === 'null' ? null : kind;
  }

  expect(key: string, kinds: readonly JsonKind[]): void {
    const kind = this.kind(key);
    if (kind === null || kinds.includes(kind)) return;
    throw invalidField(key, `must be ${kinds.map((one) => article(one)).join(' or ')}, not ${article(kind)}.`);
  }

  read(key: string, kind: JsonKind): unknown {
    this.expect(key, [kind]);
    const member = this.#member(key);
    return member === undefined ? null : memberValue(this.#bytes, member);
  }

  readString(key: string): string | null {
    const value = this.read(key, 'string');
    return typeof value === 'string' ? value : null;
  }

  readNumber(key: string): number | null {
    const value = this.read(key, 'number');
    return typeof value === 'number' ? value : null;
  }

  readPositiveInteger(key: string): number | null {
    const value = this.readNumber(key);
    if (value === null || (Number.isSafeInteger(value) && value > 0)) return value;
    throw invalidField(key, 'must be a whole number of at least 1.');
  }

  readBoolean(key: string): boolean | null {
    const kind = this.kind(key);
    if (kind === null) return null;
    if (kind === 'true' || kind === 'false') return kind === 'true';
    throw invalidField(key, `must be true or false, not ${article(kind)}.`);
  }

  /** Of a list; 0 where there is none. */
  itemCount(key: string): number {
    return this.#member(key)?.items ?? 0;
  }

  #member(key: string): JsonMember | undefined {
    return this.#members.find((member) => member.key === key);
  }
}

function article(kind: JsonKind): string {
  if (kind === 'true' || kind === 'false' || kind === 'null') return kind;
  return kind === 'array' || kind === 'object' ? `an ${kind}` : `a ${kind}`;
}

function invalidField(key: string, what: string): GatewayError {
  return new GatewayError('invalid_request', `The field "${key}" ${what}`, { param: key });
}
