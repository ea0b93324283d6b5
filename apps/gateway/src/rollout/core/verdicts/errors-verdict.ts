import type { Guardrails } from '@slipstream/config';
import type { Evidence } from '../observation.ts';
import { eventVerdict } from './event-verdict.ts';
import type { Verdict } from './verdict.ts';

/**
 * Failed requests, twice: evidence, which counts a burst once and so may take its time; and a budget, which is a promise to
 * users and counts every one of them.
 */
export function errorsVerdict({ errors }: Guardrails, { failures }: Evidence): Verdict {
  const { eValue, failed, excess } = failures;
  const byEvidence = eventVerdict('errors', eValue, errors);
  const counts = `${failed.candidate} failed, ${failed.control} of the control`;
  const text = `${byEvidence.text}; ${counts}`;
  if (byEvidence.result === 'fail' || excess < errors.budget) return { ...byEvidence, text };
  const budget = `${Math.floor(excess)} beyond the control's part, budget ${errors.budget}`;
  return { ...byEvidence, result: 'fail', text: `${text}; ${budget}` };
}
