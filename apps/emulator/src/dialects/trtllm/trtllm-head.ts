import type { Answer } from '../openai/openai-server.ts';

/** What every event and answer begins with. The model is the one that the client named. Ids of streams are the executor's numbers. */
export function trtllmHead({ call, id, created }: Answer, chatObject: string): object {
  const chat = call.kind === 'chat';
  const named = call.stream ? String(Number.parseInt(id.slice(0, 7), 16)) : id;
  return {
    id: `${chat ? 'chatcmpl' : 'cmpl'}-${named}`,
    object: chat ? chatObject : 'text_completion',
    created,
    model: call.model ?? '',
  };
}
