import { isDeepStrictEqual } from 'node:util';
import { digestOf, doneEvent, finishEvent, pieceEvent, wholeBody } from '../upstream/answers.ts';
import { askOnce } from './ask-once.ts';
import { echoChat, echoMessages, streamedChat, wholeChat } from './chat-bodies.ts';
import { EventReader } from './event-reader.ts';
import { SubjectFault } from './subject-fault.ts';
import type { Target } from './target.ts';

/** `bytes`: as the upstream wrote them; `meaning`: written anew, with the same content. */
export type Fidelity = 'bytes' | 'meaning';

export interface CheckedAnswers {
  /** The worse of whole answers and streams. */
  readonly fidelity: Fidelity;
  /** The body of the whole answer as this subject gives it: each timed one must be the same. */
  readonly wholeBody: Buffer;
}

const events = 40;

/**
 * Asks a subject for an answer in one body, one that depends on all of the request, and a stream, and compares each with
 * what the upstream said.
 * @throws SubjectFault where anything is missing, added or changed in meaning.
 */
export async function checkAnswers(target: Target): Promise<CheckedAnswers> {
  const whole = await askOnce(target, wholeChat());
  const wholeFidelity = compared('the answer', whole, wholeBody);
  const echoed = await askOnce(target, echoChat());
  if (echoed.status !== 200 || !echoed.body.includes(digestOf(echoMessages))) {
    throw new SubjectFault('the messages of the request did not reach the upstream as they were sent');
  }
  const streamed = await askOnce(target, streamedChat({ events, everyMs: 2 }));
  const streamFidelity = checkStream(streamed);
  return {
    fidelity: wholeFidelity === 'bytes' && streamFidelity === 'bytes' ? 'bytes' : 'meaning',
    wholeBody: whole.body,
  };
}

function compared(what: string, found: { readonly status: number; readonly body: Buffer }, wanted: string): Fidelity {
  const text = found.body.toString('utf8');
  if (found.status !== 200) throw new SubjectFault(`${what} came with status ${found.status}: ${text.slice(0, 200)}`);
  return sameText(what, text, wanted);
}

/** Every event in its order, the end mark, and no event that nobody asked for. */
function checkStream({ status, body }: { readonly status: number; readonly body: Buffer }): Fidelity {
  if (status !== 200) throw new SubjectFault(`a stream came with status ${status}: ${body.toString().slice(0, 200)}`);
  const found: Fidelity[] = [];
  const others: string[] = [];
  const reader = new EventReader({
    piece: (index, sentAtMs, event) => {
      if (index !== found.length) throw new SubjectFault(`event ${found.length} of a stream is missing`);
      found.push(sameEvent(`event ${index}`, event.toString(), pieceEvent(index, sentAtMs)));
    },
    other: (event) => others.push(event.toString()),
  });
  reader.push(body);
  if (found.length !== events) throw new SubjectFault(`${found.length} of ${events} events of a stream came`);
  if (others.length !== 2)
    throw new SubjectFault(`${others.length} events behind the text; the end and [DONE] were sent`);
  if (others[1] !== doneEvent) throw new SubjectFault('a stream did not end in [DONE]');
  found.push(sameEvent('the last event', others[0] ?? '', finishEvent));
  return found.every((one) => one === 'bytes') ? 'bytes' : 'meaning';
}

function sameEvent(what: string, found: string, wanted: string): Fidelity {
  if (found === wanted) return 'bytes';
  return sameText(what, found.replace(/^data: ?/, ''), wanted.replace(/^data: /, ''));
}

function sameText(what: string, found: string, wanted: string): Fidelity {
  if (found === wanted) return 'bytes';
  if (isDeepStrictEqual(parsed(found), parsed(wanted))) return 'meaning';
  throw new SubjectFault(`${what} was changed: ${found.slice(0, 200)}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
