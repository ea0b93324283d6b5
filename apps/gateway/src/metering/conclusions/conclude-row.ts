import type { Variant } from '@slipstream/config';
import { decodePace, gpuSecondsSaved, requestsTogether } from '@slipstream/metrics';
import type { Method } from '@slipstream/metrics';
import { ratioInterval, ratioOfJoint } from '@slipstream/statistics';
import type { Interval, JointSums } from '@slipstream/statistics';
import { comparedPace } from './compared-pace.ts';
import type { ConclusionSums } from './conclusion-sums.ts';
import type { ConclusionsRow } from './conclusions-report.ts';
import { quantity } from './conclusion-sample.ts';

export interface RowParts {
  readonly model: string;
  readonly variant: Variant;
  readonly band: string | null;
  readonly method: Method | null;
  readonly sums: ConclusionSums;
  /** What the variant may be compared with. */
  readonly control: Variant | null;
  /** Of its requests in the same band; null where it had none. */
  readonly controlSums: ConclusionSums | null;
}

export function concludeRow(parts: RowParts): ConclusionsRow {
  const { model, variant, band, method, sums, control, controlSums } = parts;
  const ratio = ratioOver(sums.joint);
  const { speedUp, stepCost } = comparedPace(sums.joint, controlSums?.joint ?? null);
  return {
    model,
    variant: variant.name,
    control: control?.name ?? null,
    band,
    method,
    requests: sums.requests,
    tokens: sums.tokens,
    acceleration: ratio(quantity.tokens, quantity.steps),
    decodeAcceleration: ratio(quantity.decodeTokens, quantity.decodeSteps),
    meanAcceptanceLength: plusOne(ratio(quantity.acceptedOfDrafts, quantity.drafts)),
    acceptanceRate: atMostOne(ratio(quantity.acceptedOfProposed, quantity.proposed)),
    acceptanceByPosition: acceptanceByPosition(sums.byPosition),
    stepTimeMs: ratio(quantity.stepSeconds, quantity.timedSteps, 1000),
    tpotMs: ratio(quantity.pacedSeconds, quantity.pacedTokens, 1000),
    ttftMs: ratio(quantity.ttftSeconds, quantity.begun, 1000),
    speedUp,
    stepCost,
    gpuSecondsPer1000Tokens: ratio(quantity.gpuSeconds, quantity.deliveredTokens, 1000),
    gpuSecondsSaved: gpuSecondsSavedBy(parts),
    gpuSecondsWasted: sums.requests === 0 ? null : sums.wastedGpuSeconds,
  };
}

function ratioOver(joint: JointSums): (y: number, t: number, factor?: number) => Interval | null {
  return (y, t, factor = 1) => scaled(ratioInterval(ratioOfJoint(joint, y, t)), factor);
}

function scaled(interval: Interval | null, factor: number): Interval | null {
  if (interval === null) return null;
  const { lower, estimate, upper } = interval;
  return { lower: lower * factor, estimate: estimate * factor, upper: upper * factor };
}

function plusOne(interval: Interval | null): Interval | null {
  if (interval === null) return null;
  return { lower: 1 + interval.lower, estimate: 1 + interval.estimate, upper: 1 + interval.upper };
}

/** Of a share. */
function atMostOne(interval: Interval | null): Interval | null {
  return interval === null ? null : { ...interval, upper: Math.min(1, interval.upper) };
}

/** Up to the last place that ever kept anything. */
function acceptanceByPosition(joint: JointSums): readonly Interval[] | null {
  const last = joint.sums.findLastIndex((sum) => sum > 0);
  if (last < 1) return null;
  const found: Interval[] = [];
  for (let place = 1; place <= last; place += 1) {
    const share = atMostOne(ratioInterval(ratioOfJoint(joint, place, 0)));
    if (share === null) return null;
    found.push(share);
  }
  return found;
}

/** With the GPUs of each: a control on half as many needs half as much for the same time. */
function gpuSecondsSavedBy({ variant, sums, control, controlSums }: RowParts): number | null {
  if (control === null || controlSums === null) return null;
  const pace = decodePace(workOf(controlSums.joint));
  const work = workOf(sums.joint);
  const together = requestsTogether(work.decodeSeconds, sums.joint.sums[quantity.pacedGpuSeconds] ?? 0);
  return gpuSecondsSaved(work, pace === null ? null : (pace * control.gpus) / variant.gpus, together);
}

function workOf({ sums }: JointSums): { readonly decodeTokens: number; readonly decodeSeconds: number } {
  return { decodeTokens: sums[quantity.pacedTokens] ?? 0, decodeSeconds: sums[quantity.pacedSeconds] ?? 0 };
}
