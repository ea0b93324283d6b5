import type { GenerationRequest } from '../../../engine/engine.ts';
import { countTokens } from '../../../engine/language/tokenizer.ts';
import { applyChatTemplate } from '../../model/chat-template.ts';
import { invalidRequest, type LlamaError } from '../llama-error.ts';
import type { LlamaServer } from '../llamacpp-server.ts';
import type { LlamaCall } from '../request/llama-call.ts';

export type GenerationPlan =
  | { readonly ok: true; readonly requests: readonly GenerationRequest[] }
  | { readonly ok: false; readonly error: LlamaError };

/** One request per choice of the answer, in their order. `name`: theirs in the emulator's journal. */
export function planGenerations(server: LlamaServer, call: LlamaCall, name: string | null): GenerationPlan {
  const prompts = promptsOf(server, call);
  if ('type' in prompts) return { ok: false, error: prompts };
  const requests: GenerationRequest[] = [];
  for (const prompt of prompts) {
    const promptTokens = countTokens(prompt);
    const error = refuse(server, promptTokens);
    if (error !== null) return { ok: false, error };
    for (let choice = 0; choice < call.n; choice += 1)
      requests.push({ ...requestOf(server, call, prompt, promptTokens, choice), name });
  }
  return { ok: true, requests };
}

function promptsOf({ base }: LlamaServer, call: LlamaCall): readonly string[] | LlamaError {
  if (call.kind === 'completion') return call.prompts;
  const prompt = applyChatTemplate(base, call.messages, { continuesAssistant: false });
  return prompt.ok ? [prompt.text] : invalidRequest(prompt.message);
}

function refuse({ contextTokens }: LlamaServer, promptTokens: number): LlamaError | null {
  if (promptTokens < contextTokens) return null;
  const message =
    `request (${promptTokens} tokens) exceeds the available context size (${contextTokens} tokens), ` +
    'try increasing it';
  return {
    type: 'exceed_context_size_error',
    message,
    more: { n_prompt_tokens: promptTokens, n_ctx: contextTokens },
  };
}

function requestOf(
  { contextTokens }: LlamaServer,
  call: LlamaCall,
  prompt: string,
  promptTokens: number,
  choice: number,
): GenerationRequest {
  const { temperature, topP, topK, seed, stop, ignoreEos } = call;
  const room = contextTokens - promptTokens;
  return {
    prompt,
    promptTokens,
    // A limit of 0 generates a token all the same.
    maxNewTokens: Math.max(1, Math.min(call.maxTokens ?? room, room)),
    sampling: {
      temperature,
      topP: topP < 1 ? topP : null,
      topK: topK > 0 ? topK : null,
      seed: seed === null ? null : seed + choice,
    },
    stop,
    ignoreEos,
  };
}
