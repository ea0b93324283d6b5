import { request } from 'node:http';
import type { Agent, IncomingMessage } from 'node:http';
import { SseScanner } from '@slipstream/wire';

/** What a client asks for, and how long it stays. */
export interface ChatVisit {
  readonly variant: string;
  readonly stream: boolean;
  readonly maxTokens: number;
  readonly prompt: string;
  /** It leaves when it has so many events; null: it stays to the end. */
  readonly leaveAfter: number | null;
}

/** What the client saw, by the bytes and the connection alone. */
export interface ChatSeen {
  /**
   * `ok`: a whole answer. `left`: the client went. A code of docs/failure-modes.md: that was told, by a status or by an
   * error event in front of a broken stream. Anything else contradicts itself, and begins with `unexplained`.
   */
  readonly ending: string;
  /** That the client received. */
  readonly tokens: number;
}

interface ErrorShape {
  readonly error?: { readonly code?: string };
}

interface EventShape extends ErrorShape {
  readonly choices?: readonly unknown[];
}

interface AnswerShape extends ErrorShape {
  readonly usage?: { readonly completion_tokens?: number };
}

/** One client's visit to a gateway, from the request to the end. Never rejects. */
export function visitChat(url: string, agent: Agent, visit: ChatVisit): Promise<ChatSeen> {
  const { stream, maxTokens, prompt, variant } = visit;
  const body = JSON.stringify({
    model: 'tgi',
    messages: [{ role: 'user', content: prompt }],
    max_tokens: maxTokens,
    temperature: 1,
    stream,
  });
  return new Promise((resolve) => {
    const sent = request(`${url}/v1/chat/completions`, {
      method: 'POST',
      agent,
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'x-slipstream-variant': variant,
      },
    });
    // After the head a broken connection is told by `complete`.
    sent.on('error', (error: NodeJS.ErrnoException) => resolve(unexplained(`no answer, ${error.code ?? ''}`)));
    sent.once('response', (incoming) => {
      incoming.on('error', () => undefined);
      if (stream && incoming.statusCode === 200) readStream(incoming, visit.leaveAfter, resolve);
      else readWhole(incoming, resolve);
    });
    sent.end(body);
  });
}

function readStream(incoming: IncomingMessage, leaveAfter: number | null, end: (seen: ChatSeen) => void): void {
  const scanner = new SseScanner();
  let tokens = 0;
  let done = false;
  let told: string | null = null;
  const event = (data: Uint8Array): void => {
    const text = Buffer.from(data).toString();
    if (text === '[DONE]') return void (done = true);
    const { error, choices = [] } = readEvent(text);
    if (error !== undefined) told = error.code ?? 'unexplained: an error without a code';
    if (choices.length > 0) tokens += 1;
  };
  incoming.on('data', (chunk: Buffer) => {
    scanner.push(chunk, { event });
    if (leaveAfter === null || tokens < leaveAfter || done || told !== null) return;
    end({ ending: 'left', tokens });
    incoming.destroy();
  });
  // After the client has left, this says nothing more: the promise is settled.
  incoming.once('close', () => {
    const { complete } = incoming;
    if (told !== null)
      end(complete || done ? unexplained('a clean end behind an error', tokens) : { ending: told, tokens });
    else if (done) end(complete ? { ending: 'ok', tokens } : unexplained('broken behind [DONE]', tokens));
    else end(unexplained(complete ? 'a clean end without [DONE]' : 'broken without a word', tokens));
  });
}

function readWhole(incoming: IncomingMessage, end: (seen: ChatSeen) => void): void {
  let text = '';
  incoming.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  incoming.once('close', () => {
    const { error, usage } = (parse(text) ?? {}) as AnswerShape;
    if (!incoming.complete) end(unexplained('a body that breaks off'));
    else if (error !== undefined) end({ ending: error.code ?? 'unexplained: an error without a code', tokens: 0 });
    else if (usage?.completion_tokens === undefined) end(unexplained('neither an answer nor an error'));
    else end({ ending: 'ok', tokens: usage.completion_tokens });
  });
}

/** An event that is not JSON is an engine's doing; that it was one is told at the end of the stream. */
function readEvent(text: string): EventShape {
  return parse(text) ?? {};
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function unexplained(what: string, tokens = 0): ChatSeen {
  return { ending: `unexplained: ${what}`, tokens };
}
