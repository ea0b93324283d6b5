import { isRecord, readUsage } from '@slipstream/wire';
import { emptyContent } from './answer.ts';
import type { StreamOutcome } from './streamed-answer.ts';

/** Reads the body of an answer that is not a stream. Token times stay unknown: all its tokens came at once. */
export function readWholeAnswer(body: Uint8Array): StreamOutcome {
  const value = parseJson(body);
  const choices = isRecord(value) ? value['choices'] : undefined;
  if (!isRecord(value) || !Array.isArray(choices) || !isRecord(choices[0])) {
    return { content: emptyContent, failure: { kind: 'malformed', message: 'the answer is not a chat completion' } };
  }
  const { finish_reason: finishReason } = choices[0];
  const tokens = readUsage(value['usage'])?.completionTokens ?? null;
  const content = {
    ...emptyContent,
    tokens,
    tokenSource: tokens === null ? null : ('usage' as const),
    finishReason: typeof finishReason === 'string' ? finishReason : null,
    model: typeof value['model'] === 'string' ? value['model'] : null,
  };
  return { content, failure: null };
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body)) as unknown;
  } catch {
    return undefined;
  }
}
