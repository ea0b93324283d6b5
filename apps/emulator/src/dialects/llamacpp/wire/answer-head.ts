import type { RequestFaults } from '../../../faults/request-faults.ts';
import type { LlamaServer } from '../llamacpp-server.ts';
import type { LlamaCall } from '../request/llama-call.ts';

/** What all parts of one answer say alike. */
export interface LlamaAnswer {
  readonly server: LlamaServer;
  readonly call: LlamaCall;
  readonly id: string;
  readonly faults: RequestFaults;
}

export type AnswerObject = 'chat.completion.chunk' | 'chat.completion' | 'text_completion';

export function answerHead({ server, id }: LlamaAnswer, object: AnswerObject): object {
  return {
    created: server.unixSeconds(),
    id,
    model: server.modelName,
    system_fingerprint: server.traits.build,
    object,
  };
}

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** `gen_chatcmplid`. */
export function completionId(random: () => number): string {
  const letters = Array.from({ length: 32 }, () => alphabet[Math.floor(random() * alphabet.length)] ?? '0');
  return `chatcmpl-${letters.join('')}`;
}
