import { engineAdapter } from '../engines/engine-adapter-for.ts';
import type { EngineAdapter } from '../engines/engine-adapter.ts';
import type { EnginePages } from '../engines/engine-identity.ts';
import { engineNames } from '../engines/engine-name.ts';
import type { EnginePath } from '../engines/engine-path.ts';

/**
 * Pages by which engines can be told apart. `/metrics` is not among them: TensorRT-LLM's is gone once it was read, so that
 * asking a server that may be one would rob whoever reads it.
 */
export const tellingPages: readonly EnginePath[] = [
  '/v1/models',
  '/info',
  '/props',
  '/server_info',
  '/get_server_info',
];

/** Whose pages these are: the adapter of the engine that shows itself, `generic` for a mere list of models; null: nobody's. */
export function detectEngine(pages: EnginePages): EngineAdapter | null {
  const adapters = engineNames.map((name) => engineAdapter(name));
  return adapters.find(({ engine, probe }) => probe.identify(pages)?.engine === engine) ?? null;
}
