import { countTokens } from '../../../engine/language/tokenizer.ts';
import type { Exchange } from '../../../server/exchange.ts';
import type { OpenAiServer } from '../openai-server.ts';

/** `GET /health_generate`: a token of its own, which the engine makes and no counter of requests has. */
export function answerHealthGenerate(exchange: Exchange, server: OpenAiServer, words: string): void {
  const prompt = 'hi';
  const generation = server.engine.submit(
    {
      prompt,
      promptTokens: countTokens(prompt),
      maxNewTokens: 1,
      sampling: { temperature: 0, topP: null, topK: null, seed: null },
      stop: [],
    },
    {
      started: () => undefined,
      step: () => exchange.respond(200, {}, words),
      failed: () => exchange.empty(503),
    },
  );
  exchange.onGone(() => generation.abort());
}
