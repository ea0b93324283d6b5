import type { InferToken } from '../infer/generation.ts';
import type { TgiService } from '../tgi-service.ts';
import type { Usage } from './usage.ts';

export type Delta =
  | { readonly content: string }
  /** A list in 3.3, one object before. */
  | { readonly tool_calls: unknown };
export type Message = { readonly content: string } | { readonly tool_calls: readonly unknown[] };

export interface ChatLogprobs {
  readonly content: readonly unknown[];
}

/** Bodies of `/v1/chat/completions` for one request: the fields and their order are part of the contract. */
export class ChatBody {
  private readonly tgi: TgiService;
  private readonly model: string;

  /** `model`: what the request asked for; most versions do not echo it. */
  constructor(tgi: TgiService, model: string | null) {
    this.tgi = tgi;
    const echoes = tgi.traits.answers.echoesModel && model !== null && model !== 'tgi';
    this.model = echoes ? model : tgi.modelId;
  }

  whole(message: Message, finishReason: string, logprobs: ChatLogprobs | null, usage: Usage): string {
    const choice = { index: 0, message: { role: 'assistant', ...message }, logprobs, finish_reason: finishReason };
    return JSON.stringify({ ...this.head(this.tgi.traits.answers.objects.chat), choices: [choice], usage });
  }

  /** One per token; the role is in every one of them. */
  chunk(delta: Delta, finishReason: string | null, logprobs: ChatLogprobs | null): string {
    const choice = { index: 0, delta: { role: 'assistant', ...delta }, logprobs, finish_reason: finishReason };
    const { objects, usageKeyInChunks } = this.tgi.traits.answers;
    const usage = usageKeyInChunks ? { usage: null } : {};
    return JSON.stringify({ ...this.head(objects.chatChunk), choices: [choice], ...usage });
  }

  usageChunk(usage: Usage): string {
    return JSON.stringify({ ...this.head(this.tgi.traits.answers.objects.chatChunk), choices: [], usage });
  }

  private head(object: string): Record<string, unknown> {
    const first = this.tgi.traits.answers.objects.first ? { object, id: '' } : { id: '', object };
    return { ...first, created: this.tgi.unixSeconds(), model: this.model, system_fingerprint: fingerprint(this.tgi) };
  }
}

export function fingerprint(tgi: TgiService): string {
  return `${tgi.traits.build.version}-${tgi.traits.build.dockerLabel}`;
}

/** Alternatives are not emulated: where some were asked for, the chosen token is the only one listed. */
export function chatLogprobs(tokens: readonly InferToken[], top: number | null): ChatLogprobs {
  return {
    content: tokens.map(({ text: token, logprob }) => {
      return { token, logprob, top_logprobs: top === null || top === 0 ? [] : [{ token, logprob }] };
    }),
  };
}
