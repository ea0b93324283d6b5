import type { JsonMember } from './scan-json-object.ts';

/** Sets or adds a top-level member, or removes it. `json` is a JSON text and is written as it is. */
export type JsonEdit =
  | { readonly key: string; readonly json: string; readonly remove?: never }
  | { readonly key: string; readonly remove: true };

type Piece = Uint8Array | string;

const OPENING_BRACE = 0x7b;

/**
 * Rewrites only the named top-level members of the object that {@link scanJsonObject} found in `bytes`; every other byte,
 * white space, number and escape included, stays as the client wrote it. New members go to the end. Of two edits of
 * one key the later counts. Returns `bytes` itself when nothing changes.
 */
export function spliceJson(bytes: Uint8Array, members: readonly JsonMember[], edits: readonly JsonEdit[]): Uint8Array {
  const wanted = latestOfEachKey(edits);
  const present = wanted.filter(({ key }) => members.some((member) => member.key === key));
  const added = wanted.filter((edit) => edit.remove !== true && !present.includes(edit));
  if (added.length === 0 && present.length === 0) return bytes;

  const pieces: Piece[] = [bytes.subarray(0, members[0]?.keyStart ?? bytes.indexOf(OPENING_BRACE) + 1)];
  for (const [index, member] of members.entries()) {
    const edit = present.find(({ key }) => key === member.key);
    if (edit?.remove === true) continue;
    if (pieces.length > 1) pieces.push(gapBefore(bytes, members, index));
    if (edit === undefined) pieces.push(bytes.subarray(member.keyStart, member.valueEnd));
    else pieces.push(bytes.subarray(member.keyStart, member.valueStart), edit.json);
  }
  for (const edit of added) {
    pieces.push(`${pieces.length > 1 ? ',' : ''}${JSON.stringify(edit.key)}:${edit.remove === true ? '' : edit.json}`);
  }
  pieces.push(bytes.subarray(members.at(-1)?.valueEnd ?? bytes.indexOf(OPENING_BRACE) + 1));
  return concat(pieces);
}

/** In the order in which the keys are first named. There are a few edits: a list is faster than a map. */
function latestOfEachKey(edits: readonly JsonEdit[]): JsonEdit[] {
  const latest: JsonEdit[] = [];
  for (const edit of edits) {
    const index = latest.findIndex(({ key }) => key === edit.key);
    if (index === -1) latest.push(edit);
    else latest[index] = edit;
  }
  return latest;
}

/** The comma before a member with the white space around it. The gap of a removed member goes with it. */
function gapBefore(bytes: Uint8Array, members: readonly JsonMember[], index: number): Uint8Array {
  return bytes.subarray(members[index - 1]?.valueEnd, members[index]?.keyStart);
}

/** Into Node's pool where it is small: a buffer of its own costs more than all of the splicing. */
function concat(pieces: readonly Piece[]): Uint8Array {
  let length = 0;
  for (const piece of pieces) length += typeof piece === 'string' ? Buffer.byteLength(piece) : piece.length;
  const whole = Buffer.allocUnsafe(length);
  let at = 0;
  for (const piece of pieces) {
    if (typeof piece === 'string') at += whole.write(piece, at);
    else {
      whole.set(piece, at);
      at += piece.length;
    }
  }
  return whole;
}
