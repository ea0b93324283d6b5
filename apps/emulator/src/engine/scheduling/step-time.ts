import {
  COMPUTE_MS_PER_ROW,
  DRAFT_SHARE_PER_TOKEN,
  PREFILL_MS_PER_TOKEN,
  WEIGHT_BYTES_PER_MS,
  type BaseModel,
} from '../calibration.ts';
import type { SpeculatorKind } from '../speculation/speculator-kind.ts';

/** The time in which every weight is read once: no pass is faster. Milliseconds. */
export function memoryMs(base: BaseModel): number {
  return base.weightBytes / WEIGHT_BYTES_PER_MS;
}

/** One decode pass over `batch` requests with k drafts each: max(memory, compute · batch · (k + 1)) + draft. Milliseconds. */
export function decodeMs(base: BaseModel, batch: number, draftTokens: number, drafter: SpeculatorKind): number {
  const memory = memoryMs(base);
  const compute = COMPUTE_MS_PER_ROW * batch * (draftTokens + 1);
  return Math.max(memory, compute) + memory * DRAFT_SHARE_PER_TOKEN[drafter] * draftTokens;
}

/** One prefill pass over all the newcomers' prompt tokens. Milliseconds. */
export function prefillMs(base: BaseModel, promptTokens: number): number {
  return Math.max(memoryMs(base), PREFILL_MS_PER_TOKEN * promptTokens);
}
