import type { SpeculationSums } from './speculation-sums.ts';

/**
 * Tokens per forward pass, prefills included: what TGI's users compute as (sum + count) / count of
 * `tgi_request_skipped_tokens`. Counts passes, not seconds. Null before the first step.
 */
export function acceleration(sums: SpeculationSums): number | null {
  return sums.steps > 0 ? sums.tokens / sums.steps : null;
}

/**
 * Tokens per decode step: the prefill's token and step taken out of every request, so that short answers do not look
 * slower. Null while no request got past its prefill.
 */
export function decodeAcceleration(sums: SpeculationSums): number | null {
  const decodeSteps = sums.steps - sums.requests;
  return decodeSteps > 0 ? (sums.tokens - sums.requests) / decodeSteps : null;
}
