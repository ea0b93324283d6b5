import { isRecord } from '../json/is-record.ts';
import { readCount } from '../json/read-count.ts';
import { acceptedByPosition } from '../speculation/accepted-by-position.ts';
import { addPositions } from '../speculation/add-positions.ts';
import type { StatedSpeculation } from '../speculation/stated-speculation.ts';

type Answer = Readonly<Record<string, unknown>>;

/**
 * What SGLang says of an answer's speculation: `sglext.spec_tokens_details` where `return_spec_tokens_details` was asked for
 * (one, or a list of one per generation), else `choices[].meta_info` where `return_meta_info` was. Of several generations
 * the sum. Its `spec_accept_length` is not read: it counts the prefill's token.
 */
export function readSglangSpeculation(answer: Answer): StatedSpeculation | null {
  const { sglext, choices } = answer;
  const details = isRecord(sglext) ? sglext['spec_tokens_details'] : null;
  if (details !== undefined && details !== null) {
    return sum(Array.isArray(details) ? details : [details], 'sglext.spec_tokens_details');
  }
  if (!Array.isArray(choices) || choices.length === 0) return null;
  const infos = choices.map((choice: unknown) => (isRecord(choice) ? choice['meta_info'] : null));
  return infos.every(isRecord) ? sum(infos, 'choices[].meta_info') : null;
}

function sum(all: readonly unknown[], field: string): StatedSpeculation | null {
  const each = all.map((one) => (isRecord(one) ? readOne(one, field) : null));
  if (each.length === 0) return null;
  return each.reduce((total, one) => (total === null || one === null ? null : add(total, one)));
}

/** The second name of each is what SGLang called it before 0.5.12. */
function readOne(stated: Answer, field: string): StatedSpeculation | null {
  const speculatedSteps = readCount(stated['spec_verify_ct']);
  if (speculatedSteps === null) return null;
  return {
    speculatedSteps,
    accepted: readCount(stated['spec_num_correct_drafts'] ?? stated['spec_accepted_drafts']),
    draftTokens: readCount(stated['spec_num_proposed_drafts'] ?? stated['spec_proposed_drafts']),
    acceptedByPosition: acceptedByPosition(stated['spec_correct_drafts_histogram'] ?? stated['spec_accept_histogram']),
    field,
  };
}

function add(a: StatedSpeculation, b: StatedSpeculation): StatedSpeculation {
  return {
    speculatedSteps: a.speculatedSteps + b.speculatedSteps,
    accepted: plus(a.accepted, b.accepted),
    draftTokens: plus(a.draftTokens, b.draftTokens),
    acceptedByPosition: addPositions(a.acceptedByPosition, b.acceptedByPosition),
    field: a.field,
  };
}

function plus(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b;
}
