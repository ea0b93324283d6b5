const encoder = new TextEncoder();

/** One read of a stream under test. */
export interface FixtureRead {
  readonly atMs: number;
  readonly text: string;
}

export interface TokenEventOptions {
  readonly finish?: string;
  /** `system_fingerprint`; default: TGI 2.2's. */
  readonly fingerprint?: string;
  readonly rest?: Readonly<Record<string, unknown>>;
}

/** A chat token event as TGI writes it: the role in every one. */
export function chatToken(content: string, options: TokenEventOptions = {}): string {
  const { finish = null, fingerprint = '2.2.1-dev0-sha-b70ae09', rest = {} } = options;
  const choice = { index: 0, delta: { role: 'assistant', content }, logprobs: null, finish_reason: finish };
  return sse({ object: 'chat.completion.chunk', id: '', system_fingerprint: fingerprint, choices: [choice], ...rest });
}

/** A completions token event as TGI writes it: `finish_reason` is empty until the end. */
export function textToken(text: string, options: TokenEventOptions & { readonly index?: number } = {}): string {
  const { finish = '', fingerprint = '2.2.1-dev0-sha-b70ae09', rest = {}, index = 0 } = options;
  const choice = { index, text, logprobs: null, finish_reason: finish };
  return sse({ object: 'text_completion', id: '', choices: [choice], system_fingerprint: fingerprint, ...rest });
}

export const done = 'data: [DONE]\n\n';

export function sse(event: unknown): string {
  return `data: ${JSON.stringify(event)}\n\n`;
}

export function usage(prompt: number, completion: number): object {
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}

export function bytes(text: string): Uint8Array {
  return encoder.encode(text);
}

interface Pushable {
  push(chunk: Uint8Array, atMs: number): void;
}

/** Pushes the reads, or a text as one read at 0 ms, and gives the tap back. */
export function fed<T extends Pushable>(tap: T, reads: readonly FixtureRead[] | string): T {
  const all = typeof reads === 'string' ? [{ atMs: 0, text: reads }] : reads;
  for (const { atMs, text } of all) tap.push(bytes(text), atMs);
  return tap;
}
