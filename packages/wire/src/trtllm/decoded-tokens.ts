import { isRecord } from '../json/is-record.ts';
import { readCount } from '../json/read-count.ts';
import { acceptedByPosition } from '../speculation/accepted-by-position.ts';
import type { StatedSpeculation } from '../speculation/stated-speculation.ts';

type Answer = Readonly<Record<string, unknown>>;

/**
 * `choices[0].avg_decoded_tokens_per_iter` of TensorRT-LLM, on whole answers and on every event: tokens so far by
 * iterations so far, the prefill being one (`llmRequest.h`, `getAvgDecodedTokensPerIter`; its samplers count the context
 * step). Null where it is not said; 0 means that nothing was decoded yet.
 */
export function readDecodedTokensPerIteration(answer: Answer): number | null {
  const ratio = firstChoice(answer)?.['avg_decoded_tokens_per_iter'];
  return typeof ratio === 'number' && Number.isFinite(ratio) && ratio >= 0 ? ratio : null;
}

/** `choices[0].speculative_decoding`, which TensorRT-LLM's pull request 19311 adds. Null where this server has it not. */
export function readTrtLlmSpeculation(answer: Answer): StatedSpeculation | null {
  const stated = firstChoice(answer)?.['speculative_decoding'];
  if (!isRecord(stated)) return null;
  const speculatedSteps = readCount(stated['num_spec_steps']);
  if (speculatedSteps === null) return null;
  return {
    speculatedSteps,
    accepted: readCount(stated['total_accepted_draft_tokens']),
    draftTokens: readCount(stated['total_draft_tokens']),
    acceptedByPosition: acceptedByPosition(stated['acceptance_histogram']),
    field: 'choices[].speculative_decoding',
  };
}

function firstChoice({ choices }: Answer): Answer | null {
  const first: unknown = Array.isArray(choices) ? choices[0] : null;
  return isRecord(first) ? first : null;
}
