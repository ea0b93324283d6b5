import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { chatBody, sendRequest } from '../../apps/gateway/src/testing/raw-client.ts';

export interface AbortStorm {
  /** Clients in all. */
  readonly count: number;
  /** At a time. */
  readonly together: number;
  readonly random: () => number;
}

/** A client stays for so many reads of its answer at most; without any it leaves before it has seen the head. */
const mostReads = 4;
const manyTokens = 1500;

/**
 * Clients that each ask for a long stream and leave: at once, with the head, or in the middle. The engine must not finish
 * before they have left.
 */
export async function abortStorm(url: string, { count, together, random }: AbortStorm): Promise<void> {
  let started = 0;
  const loop = async (): Promise<void> => {
    while (started < count) {
      started += 1;
      await leaveAfter(url, Math.floor(random() * (mostReads + 1)));
    }
  };
  await Promise.all(Array.from({ length: together }, loop));
}

async function leaveAfter(url: string, reads: number): Promise<void> {
  const request = sendRequest(url, { ...chatBody, stream: true, max_tokens: manyTokens });
  const answered = once(request, 'response') as Promise<[IncomingMessage]>;
  answered.catch(() => undefined);
  // The whole request is on its way: it counts as one, whatever comes of it.
  await once(request, 'finish');
  if (reads > 0) {
    const [incoming] = await answered;
    incoming.on('error', () => undefined);
    for (let read = 0; read < reads && !incoming.closed; read += 1) await once(incoming, 'data');
  }
  request.destroy();
}
