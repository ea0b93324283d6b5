import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import type { VirtualClock } from '../engine/clock/virtual-clock.ts';
import { eventData, type HttpAnswer } from './http-call.ts';
import type { Launched } from './launch-emulator.ts';

/** A greedy question that every server takes. */
export const question = {
  model: 'meta-llama/Meta-Llama-3-8B-Instruct',
  messages: [{ role: 'user', content: 'Write a Python function that reads a file and counts its words.' }],
  max_tokens: 40,
  temperature: 0,
} as const;

export interface UsageJson {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
  readonly prompt_tokens_details?: { readonly cached_tokens: number } | null;
  readonly completion_tokens_details?: { readonly reasoning_tokens: number } | null;
  readonly reasoning_tokens?: number;
}

export interface ChoiceJson {
  readonly index: number;
  readonly delta: {
    readonly role?: string;
    readonly content?: string | null;
    readonly reasoning?: string;
    readonly reasoning_content?: string | null;
  };
  readonly message: {
    readonly content: string;
    readonly reasoning?: string | null;
    readonly reasoning_content?: string | null;
  };
  readonly text: string;
  readonly logprobs: unknown;
  readonly finish_reason: string | null;
  readonly stop_reason?: string | null;
  readonly matched_stop?: string | number | null;
  readonly token_ids?: readonly number[] | null;
  readonly avg_decoded_tokens_per_iter?: number | null;
  readonly meta_info?: Readonly<Record<string, unknown>>;
}

/** An answer or one event of a stream, as far as tests look at it. */
export interface AnswerJson {
  readonly id: string;
  readonly object: string;
  readonly model: string;
  readonly choices: readonly ChoiceJson[];
  readonly usage?: UsageJson | null;
  readonly metrics?: {
    readonly speculative_decoding?: SpeculationJson | null;
    readonly queue_time_ms?: number | null;
  } | null;
  readonly sglext?: { readonly spec_tokens_details?: Readonly<Record<string, unknown>> } | null;
  readonly error?: { readonly message: string; readonly type: string; readonly code: number };
}

export interface SpeculationJson {
  readonly num_spec_steps: number;
  readonly num_accepted_draft_tokens: number;
  readonly num_draft_tokens: number;
  readonly acceptance_histogram: readonly number[];
  readonly per_step_accepted?: readonly number[];
  readonly per_step_drafted?: readonly number[];
}

export function ask(
  emulator: Launched,
  fields: object = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<HttpAnswer> {
  return emulator.call('/v1/chat/completions', { body: { ...question, ...fields }, headers });
}

export async function askJson(emulator: Launched, fields: object = {}): Promise<AnswerJson> {
  const { text } = await ask(emulator, fields);
  return JSON.parse(text) as AnswerJson;
}

/** A stream's events, `[DONE]` left out. */
export async function askStream(
  emulator: Launched,
  fields: object = {},
): Promise<{ readonly events: readonly AnswerJson[]; readonly done: boolean; readonly answer: HttpAnswer }> {
  const answer = await ask(emulator, { stream: true, ...fields });
  return { answer, ...readEvents(answer.text) };
}

export function readEvents(text: string): { readonly events: readonly AnswerJson[]; readonly done: boolean } {
  const data = eventData(text).map((each) => each.trim());
  const events = data.filter((each) => each !== '[DONE]').map((each) => JSON.parse(each) as AnswerJson);
  return { events, done: data.at(-1) === '[DONE]' };
}

/** Events that carry tokens: the role's own and those without choices left out. */
export function tokenEvents(events: readonly AnswerJson[]): readonly AnswerJson[] {
  return events.filter((event) => event.choices.length > 0 && event.choices[0]?.delta.role === undefined);
}

export function contentOf(events: readonly AnswerJson[]): string {
  return events.map((event) => event.choices[0]?.delta.content ?? '').join('');
}

/** Lets time pass, one thing at a time with the sockets in between, until the promise settles. */
export async function passTime<T>(clock: VirtualClock, promise: Promise<T>): Promise<T> {
  const state = { settled: false };
  const done = promise.finally(() => (state.settled = true));
  done.catch(() => undefined);
  while (!state.settled) {
    clock.step();
    await new Promise(setImmediate);
  }
  return done;
}

/** A stream whose client leaves after so many reads of it; resolves when it has. */
export async function leaveStream(emulator: Launched, fields: object, reads: number): Promise<void> {
  const outgoing = httpRequest(`${emulator.url}/v1/chat/completions`, {
    agent: false,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
  });
  outgoing.on('error', () => undefined);
  outgoing.end(JSON.stringify({ ...question, stream: true, ...fields }));
  const [incoming] = (await once(outgoing, 'response')) as [NodeJS.ReadableStream];
  incoming.on('error', () => undefined);
  let left = reads;
  await new Promise<void>((resolve) => {
    const leave = (): void => {
      outgoing.destroy();
      resolve();
    };
    incoming.on('data', () => {
      left -= 1;
      if (left <= 0) leave();
    });
    // An answer shorter than that ends by itself.
    incoming.once('end', () => resolve());
    incoming.once('close', () => resolve());
  });
}

/** A whole answer that its client does not wait for: the function returned leaves. */
export function startWhole(emulator: Launched, fields: object): () => void {
  const outgoing = httpRequest(`${emulator.url}/v1/chat/completions`, {
    agent: false,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
  });
  outgoing.on('error', () => undefined);
  outgoing.end(JSON.stringify({ ...question, ...fields }));
  return () => void outgoing.destroy();
}
