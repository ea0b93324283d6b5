import { request } from 'node:http';
import type { Agent, IncomingMessage } from 'node:http';
import { isRecord, readLlamaCppTimings, readUsage, SseScanner } from '@slipstream/wire';
import type { Visit } from './plan-visit.ts';

/** What one client saw of its answer, by the bytes and the connection alone. */
export interface Seen {
  /** `ok`; `left`; the code of an error; `broken`: the connection ended without a word. */
  readonly ending: string;
  /** Events with a choice in them. */
  readonly events: number;
  /** As the last usage, or the last timings, said that came; null: none came. Of one answer, where each event tells of one. */
  readonly completionTokens: number | null;
  /** `[DONE]` came. */
  readonly done: boolean;
}

interface Notes {
  done: boolean;
  /** Choices that said why they ended. */
  readonly finished: Set<unknown>;
  error: string | null;
  events: number;
  completionTokens: number | null;
}

/** Asks, reads, and leaves when the visit says so. Never rejects. */
export function makeVisit(url: string, agent: Agent, visit: Visit): Promise<Seen> {
  const body = JSON.stringify(visit.body);
  const notes: Notes = { done: false, finished: new Set(), error: null, events: 0, completionTokens: null };
  return new Promise((resolve) => {
    const sent = request(`${url}/v1/${visit.route === 'chat' ? 'chat/completions' : 'completions'}`, {
      method: 'POST',
      agent,
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'x-slipstream-variant': visit.variant,
        'x-request-id': visit.id,
      },
    });
    const end = (ending: string): void => {
      clearTimeout(clock);
      resolve({ ending, events: notes.events, completionTokens: notes.completionTokens, done: notes.done });
    };
    const leave = (): void => {
      end('left');
      sent.destroy();
    };
    let clock: NodeJS.Timeout | undefined;
    const { leaves } = visit;
    // The whole question is on its way by then: it counts as one, whatever comes of it.
    sent.once('finish', () => {
      if (leaves !== null && 'afterMs' in leaves) clock = setTimeout(leave, leaves.afterMs);
    });
    sent.on('error', () => end('broken'));
    sent.once('response', (incoming) => {
      incoming.on('error', () => undefined);
      if (!visit.stream || incoming.statusCode !== 200) return readWhole(incoming, notes, end);
      const most = leaves !== null && 'afterEvents' in leaves ? leaves.afterEvents : Infinity;
      readStream(incoming, notes, () => {
        if (notes.events >= most) leave();
      });
      incoming.once('close', () => end(notes.error ?? (incoming.complete && isWhole(notes, visit) ? 'ok' : 'broken')));
    });
    sent.end(body);
  });
}

/** Every choice has said why it ended: an engine that leaves out `[DONE]` behind that has left out nothing of the answer. */
function isWhole({ done, finished }: Notes, { generations }: Visit): boolean {
  return done || finished.size >= generations;
}

function readStream(incoming: IncomingMessage, notes: Notes, read: () => void): void {
  const scanner = new SseScanner();
  const event = (data: Uint8Array): void => {
    const text = Buffer.from(data).toString();
    if (text === '[DONE]') notes.done = true;
    else note(text, notes);
  };
  incoming.on('data', (chunk: Buffer) => {
    scanner.push(chunk, { event });
    read();
  });
}

function readWhole(incoming: IncomingMessage, notes: Notes, end: (ending: string) => void): void {
  let text = '';
  incoming.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  incoming.once('close', () => {
    note(text, notes);
    end(notes.error ?? (incoming.complete && incoming.statusCode === 200 ? 'ok' : 'broken'));
  });
}

/** An event that is not JSON is an engine's doing; that it was one is told at the end of the stream. */
function note(text: string, notes: Notes): void {
  const value = parse(text);
  if (!isRecord(value)) return;
  const { error, choices } = value;
  if (isRecord(error)) notes.error ??= typeof error['code'] === 'string' ? error['code'] : 'an error without a code';
  if (Array.isArray(choices) && choices.length > 0) notes.events += 1;
  for (const choice of Array.isArray(choices) ? choices : []) {
    if (isRecord(choice) && typeof choice['finish_reason'] === 'string') notes.finished.add(choice['index']);
  }
  notes.completionTokens =
    readUsage(value['usage'])?.completionTokens ??
    readLlamaCppTimings(value)?.predictedTokens ??
    notes.completionTokens;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
