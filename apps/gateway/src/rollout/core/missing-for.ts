import type { Moment } from './moment.ts';
import type { Evidence } from './observation.ts';
import type { RolloutState } from './rollout-state.ts';
import { durationInWords } from './verdicts/in-words.ts';
import type { Judgement } from './verdicts/judge.ts';

/** Data older than this many blocks proves nothing about now: traffic that stops must not promote what it left behind. */
const freshBlocks = 3;

/** What is missing before a step may be left, in words, the weightiest first; nothing: it may. */
export function missingForStep(
  state: RolloutState,
  evidence: Evidence,
  now: Moment,
  holdMs: number,
): readonly string[] {
  const { plan, sinceMs } = state;
  const missing: string[] = [];
  const { quietMs, requests, blocks } = evidence;
  if (quietMs === null) missing.push('no data yet');
  else if (quietMs > freshBlocks * plan.blockMs) missing.push(`no data for ${durationInWords(quietMs)}`);
  const fewest = Math.min(requests.control, requests.candidate);
  if (fewest < plan.minRequests) missing.push(`${fewest} of ${plan.minRequests} requests in each arm`);
  if (blocks < plan.minBlocks) missing.push(`${blocks} of ${plan.minBlocks} blocks`);
  const leftMs = sinceMs + holdMs - now.runMs;
  if (leftMs > 0) missing.push(`${durationInWords(leftMs)} of its time to go`);
  return missing;
}

/**
 * What is missing besides, before the last step may lead to a promotion. Nothing fails here that would do anything: guardrails
 * have been looked at before. What is only reported does not hold anybody up.
 */
export function missingForPromotion({ speedup, load, required }: Judgement): readonly string[] {
  const open = required.filter(({ result, action }) => result !== 'pass' && action !== 'report');
  return [
    ...(load.result === 'pass' ? [] : [`load not matched: ${load.text}`]),
    ...open.map(({ check }) => `${check} inconclusive`),
    ...(speedup.result === 'pass' ? [] : ['speed-up inconclusive']),
  ];
}
