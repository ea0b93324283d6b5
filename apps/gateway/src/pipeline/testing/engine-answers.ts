import type { Script } from './scripted-engine.ts';

/** One token of TGI 3: role in every delta, `usage` always there. */
export function tokenEvent(content: string, finishReason: string | null = null): string {
  const choice = { index: 0, delta: { role: 'assistant', content }, logprobs: null, finish_reason: finishReason };
  const chunk = { object: 'chat.completion.chunk', id: '', created: 1, model: 'm', choices: [choice], usage: null };
  return `data: ${JSON.stringify(chunk)}\n\n`;
}

export const usageEvent =
  'data: {"object":"chat.completion.chunk","id":"","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":3,"total_tokens":6}}\n\n';

export const doneEvent = 'data: [DONE]\n\n';

/** An error of TGI 3 inside a stream of status 200. */
export function errorEvent(message: string): string {
  return `data: ${JSON.stringify({ error: { message, http_status_code: 422 } })}\n\n`;
}

/** Three tokens, as TGI sends them. */
export const wholeStream = tokenEvent('Hi') + tokenEvent(' there') + tokenEvent('', 'stop') + doneEvent;

export const wholeAnswer = JSON.stringify({
  object: 'chat.completion',
  id: '',
  created: 1,
  model: 'm',
  system_fingerprint: '2.2.0-sha-b70ae09',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi there' }, logprobs: null, finish_reason: 'stop' }],
  usage: { prompt_tokens: 3, completion_tokens: 3, total_tokens: 6 },
});

/** Answers with this body, whole. */
export function answering(
  body: string,
  contentType = 'application/json',
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Script {
  return ({ response }) => {
    response.writeHead(status, { 'content-type': contentType, ...headers });
    response.end(body);
  };
}

/** Answers with these events and a clean end. */
export function streaming(events: string): Script {
  return answering(events, 'text/event-stream');
}
