import type { Answer } from '../openai/openai-server.ts';

/** What every event and answer begins with. */
export function vllmHead({ call, id, created, server }: Answer, chatObject: string): object {
  const chat = call.kind === 'chat';
  return {
    id: `${chat ? 'chatcmpl' : 'cmpl'}-${id}`,
    object: chat ? chatObject : 'text_completion',
    created,
    model: server.modelId,
  };
}
