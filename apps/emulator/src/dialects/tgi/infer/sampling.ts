import type { Sampling } from '../../../engine/engine.ts';
import type { GenerateParameters } from '../requests/generate-parameters.ts';

/**
 * The shard samples when it was told to, and also when any warper is set (`/generate` with a temperature and without
 * `do_sample`). Penalties and typical-p are accepted and do not change the emulated text.
 */
export function samplingOf(parameters: GenerateParameters, seed: number | null): Sampling {
  const { doSample, temperature, topK, topP, typicalP } = parameters;
  const warped = (temperature ?? 1) !== 1 || topK !== null || topP !== null || typicalP !== null;
  return { temperature: doSample || warped ? (temperature ?? 1) : 0, topP, topK, seed };
}
