import type { EngineAdapter } from './engine-adapter.ts';
import type { EngineName } from './engine-name.ts';
import { genericAdapter } from './generic/generic-adapter.ts';
import { llamaCppAdapter } from './llamacpp/llamacpp-adapter.ts';
import { sglangAdapter } from './sglang/sglang-adapter.ts';
import { tgiAdapter } from './tgi/tgi-adapter.ts';
import { trtLlmAdapter } from './trtllm/trtllm-adapter.ts';
import { vllmAdapter } from './vllm/vllm-adapter.ts';

const adapters: Readonly<Record<EngineName, EngineAdapter>> = {
  tgi: tgiAdapter,
  vllm: vllmAdapter,
  sglang: sglangAdapter,
  llamacpp: llamaCppAdapter,
  trtllm: trtLlmAdapter,
  generic: genericAdapter,
};

/** The one adapter for an engine, as named in the configuration. */
export function engineAdapter(engine: EngineName): EngineAdapter {
  return adapters[engine];
}
