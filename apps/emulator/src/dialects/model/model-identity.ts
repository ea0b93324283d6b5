import type { SpeculatorKind } from '../../engine/speculation/speculator-kind.ts';
import type { BaseModel } from './base-model.ts';

/** The published repositories: for a speculator TGI is launched with the speculator's id, and reports that. */
const published: Readonly<Record<'mlp' | 'medusa', { readonly modelId: string; readonly base: BaseModel['name'] }>> = {
  mlp: { modelId: 'ibm-fms/llama3-8b-accelerator', base: 'llama-3-8b' },
  medusa: { modelId: 'text-generation-inference/Mistral-7B-Instruct-v0.2-medusa', base: 'mistral-7b' },
};

const plainModelIds: Readonly<Record<BaseModel['name'], string>> = {
  'llama-3-8b': 'meta-llama/Meta-Llama-3-8B-Instruct',
  'mistral-7b': 'mistralai/Mistral-7B-Instruct-v0.2',
};

/** MODEL_ID and base model of a launch that may leave either out. n-gram speculation and EAGLE have no repository here. */
export function modelIdentity(launch: {
  readonly speculator: SpeculatorKind;
  readonly modelId: string | null;
  readonly base: BaseModel['name'] | null;
}): { readonly modelId: string; readonly base: BaseModel['name'] } {
  const { speculator } = launch;
  const known = speculator === 'mlp' || speculator === 'medusa' ? published[speculator] : null;
  const base = launch.base ?? known?.base ?? 'llama-3-8b';
  const knownId = known?.base === base ? known.modelId : plainModelIds[base];
  return { modelId: launch.modelId ?? knownId, base };
}

/** For servers that are launched with the target model and a speculator beside it: they serve under the target's name. */
export function targetIdentity(launch: Parameters<typeof modelIdentity>[0]): ReturnType<typeof modelIdentity> {
  const { base } = modelIdentity(launch);
  return { modelId: launch.modelId ?? plainModelIds[base], base };
}
