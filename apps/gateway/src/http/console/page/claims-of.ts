import type { Method } from '@slipstream/metrics';
import type { Interval } from '@slipstream/statistics';
import type { RolloutEvent } from '../../../rollout/core/rollout-event.ts';
import type { Verdict } from '../../../rollout/core/verdicts/verdict.ts';
import type { StoredRollout } from '../../../rollout/rollout-store.ts';
import type { ConclusionRow } from '../console-sources.ts';
import { stepCostInterval } from './step-cost-interval.ts';

/** What is claimed of a variant, and where that comes from. */
export interface Claims {
  readonly method: Method | null;
  readonly acceleration: Interval | null;
  readonly speedUp: Interval | null;
  readonly stepCost: Interval | null;
  /** Of the speed-up, in words, where it is not one of now; or why there is none. Null: it goes without saying. */
  readonly remark: string | null;
}

/** By what is concluded of its requests so far. Methods are never mixed: the one that most were counted by stands for the variant. */
export function claimsOfRows(rows: readonly ConclusionRow[], variant: string): Claims {
  const own = rows.filter((row) => row.variant === variant);
  const [row] = own.toSorted((a, b) => b.requests - a.requests);
  if (row === undefined) return { method: null, acceleration: null, speedUp: null, stepCost: null, remark: null };
  const { method, acceleration, speedUp, stepCost, control } = row;
  const remark = control === null || speedUp !== null ? null : 'not enough requests yet';
  return { method, acceleration, speedUp, stepCost, remark };
}

/**
 * Of a candidate its rollout says what is claimed: it knows whether the load is matched, and which answers count. Once it is promoted
 * the control is all but idle, so that the proof stands that it was promoted by.
 */
export function claimsOfRollout(
  own: Claims,
  { state, report }: StoredRollout,
  events: readonly RolloutEvent[],
): Claims {
  const found = report?.verdicts ?? [];
  const acceleration = named(found, 'acceptance')?.interval ?? own.acceleration;
  const isMatched = named(found, 'load')?.result === 'pass';
  const now = isMatched ? (named(found, 'speed-up')?.interval ?? null) : null;
  const isPromoted = state.phase.kind === 'promoting' || state.phase.kind === 'promoted';
  const proof = now === null && isPromoted ? proofIn(events) : null;
  const speedUp = now ?? proof?.interval ?? null;
  const stepCost = stepCostInterval(acceleration, speedUp);
  return {
    method: own.method,
    acceleration,
    speedUp,
    stepCost,
    remark: remarkOf(speedUp, { proof, isMatched, found }),
  };
}

function remarkOf(
  speedUp: Interval | null,
  {
    proof,
    isMatched,
    found,
  }: { readonly proof: Verdict | null; readonly isMatched: boolean; readonly found: readonly Verdict[] },
): string | null {
  if (proof !== null) return 'as proven when it was promoted';
  if (speedUp !== null) return null;
  if (found.length === 0) return 'no run is under way';
  return isMatched ? 'not known yet' : 'not claimed: load is not matched';
}

function proofIn(events: readonly RolloutEvent[]): Verdict | null {
  const proven = events.findLast(({ verdicts }) => named(verdicts, 'speed-up')?.result === 'pass');
  return proven === undefined ? null : named(proven.verdicts, 'speed-up');
}

function named(verdicts: readonly Verdict[], check: Verdict['check']): Verdict | null {
  return verdicts.find((one) => one.check === check) ?? null;
}
