import type { EngineClock } from '../../engine/engine.ts';
import type { BaseModel } from '../model/base-model.ts';
import type { InferContext } from './infer/infer-context.ts';
import type { TgiLimits } from './limits.ts';
import type { Exporter } from './metrics/exporter.ts';
import type { TgiTraits } from './traits.ts';

/** What the handlers of one replica share. */
export interface TgiService {
  readonly traits: TgiTraits;
  /** The launched MODEL_ID: of a speculator the speculator's own. */
  readonly modelId: string;
  readonly base: BaseModel;
  readonly limits: TgiLimits;
  /** `x-compute-type`. */
  readonly computeType: string;
  readonly metrics: Exporter;
  readonly infer: InferContext;
  /** Real time: comments that keep a silent stream alive, and faults. */
  readonly timers: EngineClock;
  unixSeconds(): number;
}
