import { Buffer } from 'node:buffer';
import type { JsonMember } from '@slipstream/wire';
import type { GenerationRequest } from './generation-request.ts';

/** What a request shows of itself. Closed: names become labels. */
export const shownClasses = ['tools', 'json', 'code', 'chat', 'text'] as const;

/**
 * What sort of work a request asks for: how well drafts are guessed depends on it. What its client states, where that is one of
 * the classes which the owner has named; else what shows in the bytes, the most telling sign first: tools to call, an answer that
 * must be JSON, a fence of code anywhere in the conversation (what is drafted depends on all of it), else the route.
 * One search through the bytes of the prompt, which are not decoded.
 */
export function promptClass(
  { bytes, members, route }: Pick<GenerationRequest, 'bytes' | 'members' | 'route'>,
  stated: string | undefined,
  stateable: readonly string[],
): string {
  if (stated !== undefined && stateable.includes(stated)) return stated;
  const member = (key: string): JsonMember | undefined => members.find((one) => one.key === key);
  const holds = (one: JsonMember | undefined, word: string): boolean =>
    one !== undefined &&
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).subarray(one.valueStart, one.valueEnd).includes(word);
  if ((member('tools')?.items ?? 0) > 0) return 'tools';
  if (holds(member('response_format'), '"json_')) return 'json';
  if (holds(member(route === 'chat' ? 'messages' : 'prompt'), '```')) return 'code';
  return route === 'chat' ? 'chat' : 'text';
}
