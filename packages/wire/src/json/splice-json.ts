import type { JsonMember } from './scan-json-object.ts';

/** Sets or adds a top-level member, or removes it. `json` is a JSON text and is written as it is. */
export type JsonEdit =
  | { readonly key: string; readonly json: string; readonly remove?: never }
  | { readonly key: string; readonly remove: true };

const COMMA = 0x2c;
const OPENING_BRACE = 0x7b;
const encoder = new TextEncoder();

/**
 * Rewrites only the named top-level members of the object that {@link scanJsonObject} found in `bytes`; every other byte,
 * white space, number and escape included, stays as the client wrote it. New members go to the end. Of two edits of
 * one key the later counts. Returns `bytes` itself when nothing changes.
 */
export function spliceJson(bytes: Uint8Array, members: readonly JsonMember[], edits: readonly JsonEdit[]): Uint8Array {
  const wanted = new Map(edits.map((edit) => [edit.key, edit.remove === true ? null : edit.json]));
  const present = new Set(members.map((member) => member.key));
  const added = [...wanted].flatMap(([key, json]) => (present.has(key) || json === null ? [] : [{ key, json }]));
  if (added.length === 0 && !members.some((member) => wanted.has(member.key))) return bytes;

  const pieces = [bytes.subarray(0, members[0]?.keyStart ?? bytes.indexOf(OPENING_BRACE) + 1)];
  const headLength = pieces.length;
  for (const [index, member] of members.entries()) {
    const json = wanted.get(member.key);
    if (json === null) continue;
    if (pieces.length > headLength) pieces.push(gapBefore(bytes, members, index));
    pieces.push(...memberPieces(bytes, member, json));
  }
  for (const { key, json } of added) {
    if (pieces.length > headLength) pieces.push(Uint8Array.of(COMMA));
    pieces.push(encoder.encode(`${JSON.stringify(key)}:${json}`));
  }
  pieces.push(bytes.subarray(members.at(-1)?.valueEnd ?? bytes.indexOf(OPENING_BRACE) + 1));
  return concat(pieces);
}

/** The comma before a member with the white space around it. The gap of a removed member goes with it. */
function gapBefore(bytes: Uint8Array, members: readonly JsonMember[], index: number): Uint8Array {
  return bytes.subarray(members[index - 1]?.valueEnd, members[index]?.keyStart);
}

function memberPieces(bytes: Uint8Array, member: JsonMember, json: string | undefined): Uint8Array[] {
  if (json === undefined) return [bytes.subarray(member.keyStart, member.valueEnd)];
  return [bytes.subarray(member.keyStart, member.valueStart), encoder.encode(json)];
}

function concat(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
