import type { EngineAdapter } from './engine-adapter.ts';
import { genericAdapter } from './generic/generic-adapter.ts';
import { tgiAdapter } from './tgi/tgi-adapter.ts';

const adapters: Readonly<Record<EngineAdapter['engine'], EngineAdapter>> = { tgi: tgiAdapter, generic: genericAdapter };

/** The one adapter for an engine, as named in the configuration. */
export function engineAdapter(engine: EngineAdapter['engine']): EngineAdapter {
  return adapters[engine];
}
