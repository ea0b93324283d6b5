/** What the upstream of the benchmark says, byte for byte, in the words of TGI 3: known to whoever checks the answers. */
import { createHash } from 'node:crypto';

const model = 'meta-llama/Meta-Llama-3-8B-Instruct';
const about = `"created":1732300000,"model":"${model}","system_fingerprint":"3.0.1-sha-bb9095a"`;
const sentence =
  'A gateway stands between those who ask and the machines that answer, and must not be felt by either. ';

/** Width of a stamp: milliseconds of the monotonic clock with nanoseconds behind the point. */
const stampWidth = 20;
const numberWidth = 7;

/** A whole chat completion of about 1.5 KB. */
export const wholeBody: string = completion(sentence.repeat(11).trim());

/** The whole answer to a request whose messages are to be proved: a digest of them, so that a lost byte shows. */
export function echoBody(latin1Body: string): string {
  const text = Buffer.from(latin1Body, 'latin1').toString('utf8');
  const { messages } = JSON.parse(text) as { readonly messages: unknown };
  return completion(digestOf(messages));
}

export function digestOf(messages: unknown): string {
  return createHash('sha256').update(JSON.stringify(messages)).digest('hex');
}

/** Event `index` of a stream, sent at `sentAtMs`. About 230 bytes, always as many; `@` stands nowhere else in it. */
export function pieceEvent(index: number, sentAtMs: number): string {
  const number = String(index).padStart(numberWidth, '0');
  return `${beforeText}@${number} ${sentAtMs.toFixed(6).padStart(stampWidth, '0')}${afterText}`;
}

/** Where in an event the number and the stamp lie, counted from its `@`. */
export const stampLayout = {
  number: { start: 1, end: 1 + numberWidth },
  stamp: { start: 2 + numberWidth, end: 2 + numberWidth + stampWidth },
} as const;

/** The event that says that there is no more text. TGI sends it as a piece, too; here it carries none. */
export const finishEvent: string = chunk(
  '[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":"length"}]',
  'null',
);

/** Sent only to those who asked for it. */
export function usageEvent(events: number): string {
  return chunk('[]', usage(events));
}

export const doneEvent = 'data: [DONE]\n\n';

const beforeText =
  'data: {"object":"chat.completion.chunk","id":"",' +
  `${about},"choices":[{"index":0,"delta":{"role":"assistant","content":"`;
const afterText = '"},"logprobs":null,"finish_reason":null}],"usage":null}\n\n';

function chunk(choices: string, usageJson: string): string {
  return `data: {"object":"chat.completion.chunk","id":"",${about},"choices":${choices},"usage":${usageJson}}\n\n`;
}

function completion(content: string): string {
  const choice = `{"index":0,"message":{"role":"assistant","content":"${content}"},"logprobs":null,"finish_reason":"stop"}`;
  return `{"object":"chat.completion","id":"",${about},"choices":[${choice}],"usage":${usage(220)}}`;
}

function usage(completionTokens: number): string {
  return `{"prompt_tokens":96,"completion_tokens":${completionTokens},"total_tokens":${96 + completionTokens}}`;
}
