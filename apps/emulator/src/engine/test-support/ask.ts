/** What the engine's tests share: an engine on a clock, and a client that writes down all it is told. */
import { createDecodingEngine } from '../decoding-engine.ts';
import type { EngineOptions } from '../engine-options.ts';
import type { DecodingEngine, EngineClock, EngineStep, Generation, GenerationRequest } from '../engine.ts';
import { countTokens } from '../language/tokenizer.ts';

export function engineOn(clock: EngineClock, options: Partial<EngineOptions> = {}): DecodingEngine {
  return createDecodingEngine({
    clock,
    base: 'llama-3-8b',
    speculator: { kind: 'none', draftTokens: null },
    seed: 1,
    ...options,
  });
}

/** Everything that one request was told. */
export interface Heard {
  readonly generation: Generation;
  readonly steps: EngineStep[];
  startedAtMs: number | null;
  failure: string | null;
}

export function ask(engine: DecodingEngine, prompt: string, request: Partial<GenerationRequest> = {}): Heard {
  const steps: EngineStep[] = [];
  const heard: { -readonly [K in keyof Heard]: Heard[K] } = {
    steps,
    startedAtMs: null,
    failure: null,
    generation: engine.submit(
      {
        prompt,
        promptTokens: countTokens(prompt),
        maxNewTokens: 40,
        sampling: { temperature: 0, topP: null, topK: null, seed: null },
        stop: [],
        ...request,
      },
      {
        started: (atMs) => void (heard.startedAtMs = atMs),
        step: (step) => void steps.push(step),
        failed: (message) => void (heard.failure = message),
      },
    ),
  };
  return heard;
}

export const times = (heard: Heard): readonly number[] => heard.steps.map((step) => step.atMs);
export const text = (heard: Heard): string =>
  heard.steps.flatMap((step) => step.tokens.map((token) => token.text)).join('');
export const counts = (heard: Heard): readonly number[] => heard.steps.map((step) => step.tokens.length);
