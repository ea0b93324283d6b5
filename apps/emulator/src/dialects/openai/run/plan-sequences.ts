import type { GenerationRequest, Sampling } from '../../../engine/engine.ts';
import { tokenPieces } from '../../../engine/language/tokenizer.ts';
import { applyChatTemplate } from '../../model/chat-template.ts';
import { type ApiError, badRequest } from '../api-error.ts';
import type { OpenAiServer } from '../openai-server.ts';
import type { GenerationCall } from '../request/generation-call.ts';

/** One prompt, ready to be submitted n times. */
export interface PlannedPrompt {
  readonly ids: readonly number[];
  readonly request: GenerationRequest;
}

export type Plan =
  | { readonly ok: true; readonly prompts: readonly PlannedPrompt[] }
  | { readonly ok: false; readonly error: ApiError };

/** Prompts of a call as the model sees them, with their lengths. What does not fit is refused by the server in its own words. */
export function planSequences(server: OpenAiServer, call: GenerationCall): Plan {
  const templated = promptsOf(server, call);
  if (!templated.ok) return templated;
  const prompts = templated.texts.map((text) => ({ text, ids: tokenPieces(text).map((piece) => piece.id) }));
  const refusal = server.wire.refuse(
    call,
    prompts.map(({ ids }) => ids.length),
  );
  if (refusal !== null) return { ok: false, error: refusal };
  const sampling = samplingOf(call);
  return {
    ok: true,
    prompts: prompts.map(({ text, ids }) => {
      const room = Math.max(1, server.maxModelLen - ids.length);
      const asked = call.maxTokens ?? server.wire.defaultMaxTokens(call.kind) ?? room;
      const { stop, ignoreEos } = call;
      const maxNewTokens = Math.min(asked, room);
      return { ids, request: { prompt: text, promptTokens: ids.length, maxNewTokens, sampling, stop, ignoreEos } };
    }),
  };
}

function promptsOf(
  server: OpenAiServer,
  call: GenerationCall,
): { readonly ok: true; readonly texts: readonly string[] } | { readonly ok: false; readonly error: ApiError } {
  if (call.kind === 'completion') return { ok: true, texts: call.prompts };
  const prompt = applyChatTemplate(server.base, call.messages, { continuesAssistant: false });
  return prompt.ok ? { ok: true, texts: [prompt.text] } : { ok: false, error: badRequest(prompt.message) };
}

/** The three servers sample at temperature 1 where the client says nothing. */
function samplingOf({ temperature, topP, topK, seed }: GenerationCall): Sampling {
  return { temperature: temperature ?? 1, topP, topK: topK !== null && topK > 0 ? topK : null, seed };
}
