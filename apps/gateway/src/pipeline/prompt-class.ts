import { Buffer } from 'node:buffer';
import type { JsonMember } from '@slipstream/wire';
import type { ShownClass } from '../metering/prompt-classes.ts';
import type { GenerationRequest } from './generation-request.ts';

const signs = { json: Buffer.from('"json_'), fence: Buffer.from('```') };

type Request = Pick<GenerationRequest, 'bytes' | 'members' | 'route'>;

/**
 * What sort of work a request asks for: how well drafts are guessed depends on it. What its client states, where that is one of
 * the classes which the owner has named; else what shows.
 */
export function promptClass(request: Request, stated: string | undefined, stateable: readonly string[]): string {
  return stated !== undefined && stateable.includes(stated) ? stated : shownClass(request);
}

/**
 * Tools to call, an answer that must be JSON, a fence of code anywhere in the conversation (what is drafted depends on all of it),
 * else the route. One search through the bytes of the prompt, which are not decoded.
 */
function shownClass({ bytes, members, route }: Request): ShownClass {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const member = (key: string): JsonMember | undefined => members.find((one) => one.key === key);
  const holds = (key: string, sign: Buffer): boolean => {
    const one = member(key);
    return one !== undefined && body.subarray(one.valueStart, one.valueEnd).includes(sign);
  };
  if ((member('tools')?.items ?? 0) > 0) return 'tools';
  if (holds('response_format', signs.json)) return 'json';
  if (holds(route === 'chat' ? 'messages' : 'prompt', signs.fence)) return 'code';
  return route === 'chat' ? 'chat' : 'text';
}
