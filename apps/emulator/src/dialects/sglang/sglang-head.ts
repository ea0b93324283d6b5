import type { Answer } from '../openai/openai-server.ts';

/** What every event and answer begins with. The model is the one that the client named, whatever it was. */
export function sglangHead({ call, id, created }: Answer, chatObject: string): object {
  const object = call.kind === 'chat' ? chatObject : 'text_completion';
  return { id, object, created, model: call.model ?? 'default' };
}
