import { describe, expect, it } from 'vitest';
import { readGenerationRequest } from './generation-request.ts';
import type { GenerationRoute } from './generation-request.ts';
import { promptClass } from './prompt-class.ts';

function classOf(body: object, route: GenerationRoute = 'chat', stated?: string): string {
  const bytes = Buffer.from(JSON.stringify({ model: 'm', ...body }));
  const request = readGenerationRequest(bytes, route, { jsonDepth: 64, messages: 10 });
  return promptClass(request, stated, ['rag', 'summary']);
}

const messages = (content: string) => ({ messages: [{ role: 'user', content }] });
const fenced = 'What does this do? ```js\nf()\n```';

describe('promptClass', () => {
  it.each([
    ['chat', { ...messages('hello') }, 'chat'],
    ['code', { ...messages(fenced) }, 'chat'],
    ['json', { ...messages(fenced), response_format: { type: 'json_schema', json_schema: {} } }, 'chat'],
    ['chat', { ...messages('hello'), response_format: { type: 'text' } }, 'chat'],
    ['tools', { ...messages(fenced), tools: [{ type: 'function' }], response_format: { type: 'json_object' } }, 'chat'],
    ['chat', { ...messages('hello'), tools: [] }, 'chat'],
    ['text', { prompt: 'Once upon a time' }, 'completions'],
    ['code', { prompt: fenced }, 'completions'],
  ] as const)('is %s for %j', (wanted, body, route) => {
    expect(classOf(body, route)).toBe(wanted);
  });

  it('looks into the prompt alone', () => {
    expect(classOf({ ...messages('hello'), metadata: { note: fenced } })).toBe('chat');
  });

  it('is what the client states, of the words that the owner allows', () => {
    expect(classOf(messages(fenced), 'chat', 'rag')).toBe('rag');
    expect(classOf(messages(fenced), 'chat', 'anything')).toBe('code');
  });
});
