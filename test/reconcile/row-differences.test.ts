import { describe, expect, it } from 'vitest';
import type { LedgerRow } from '../../apps/gateway/src/store/ledger/ledger-row.ts';
import { testRow } from '../../apps/gateway/src/store/testing/test-rows.ts';
import type { EndedRequest } from '../support/start.ts';
import { dialects } from './dialects.ts';
import type { Dialect } from './dialects.ts';
import type { Visit } from './plan-visit.ts';
import { rowDifferences } from './row-differences.ts';

const visit: Visit = {
  id: 'r-1',
  variant: 'v',
  route: 'chat',
  stream: true,
  continuous: false,
  generations: 1,
  body: {},
  leaves: null,
};
const work = { prefills: 1, steps: 6, tokens: 11, accepted: 5, matched: 6, drafts: 5, draftTokens: 20 };
const finished: EndedRequest = { name: 'r-1', end: 'finished', promptTokens: 20, work };
const aborted: EndedRequest = { ...finished, end: 'aborted' };
/** What vLLM says of that: accepted before the cut. */
const exact = { method: 'exact', drafts: 5, draft_tokens: 20, accepted_tokens: 6 } as const;
const left = { ...exact, outcome: 'client_gone', tokens_source: 'estimated', method: null } as const;

function found(
  over: Partial<LedgerRow>,
  { engine = 'vllm', ended = finished, other = [], sawDone = true, ...rest }: Partial<Visit> & Partial<Options> = {},
): string[] {
  const dialect = dialects.find((one): one is Dialect => one.variant.startsWith(engine));
  if (dialect === undefined) throw new Error(`no dialect of ${engine}`);
  const row = testRow({ replica: 'a', ...over });
  const atReplicas = new Map([
    ['a', [ended]],
    ['b', other],
  ]);
  const differences = rowDifferences({ visit: { ...visit, ...rest }, sawDone, dialect, row, ended: atReplicas });
  return differences.map(({ what, found: is, wanted }) => `${what}: ${is}, not ${wanted}`);
}

interface Options {
  readonly engine: 'vllm' | 'llamacpp' | 'tgi-mlp';
  readonly ended: EndedRequest;
  readonly other: readonly EndedRequest[];
  readonly sawDone: boolean;
}

describe('a whole answer', () => {
  it('that is booked as it was shows no difference', () => {
    expect(found(exact)).toEqual([]);
  });

  it.each([
    [{ completion_tokens: 12 }, 'completion tokens: 12, not 11'],
    [{ completion_tokens: null }, 'completion tokens: null, not 11'],
    [{ prompt_tokens: 21 }, 'prompt tokens: 21, not 20'],
    [{ prompt_tokens: null }, 'prompt tokens: null, not 20'],
    [{ aborted_tokens: 11 }, 'aborted tokens: 11, not 0'],
    [{ steps: 7 }, 'steps: 7, not 6'],
    [{ accepted_tokens: 5 }, 'accepted tokens: 5, not 6'],
    [{ drafts: 4 }, 'drafts: 4, not 5'],
    [{ draft_tokens: 19 }, 'draft tokens: 19, not 20'],
    [{ method: null }, 'method: null, not exact'],
    [{ accepted_by_position: '[4,1]' }, 'accepted by position: 5, not 6'],
    [{ gpu_seconds: null }, 'GPU-seconds: null, not ≥ 0'],
    [{ wasted_gpu_seconds: 0.8 }, 'wasted GPU-seconds: 0.8, not ≤ 0.7'],
  ] as const)('%o', (over, difference) => {
    expect(found({ ...exact, ...over })).toEqual([difference]);
  });

  it('may not be one that its engine never finished', () => {
    expect(found(exact, { ended: aborted })).toEqual(['answers finished: 1, not 0']);
  });

  it('of an engine that does not state steps has steps and accepted tokens that are the tokens', () => {
    expect(found({ ...exact, method: 'derived', steps: 5, drafts: null }, { engine: 'llamacpp' })).toEqual([]);
    expect(found({ ...exact, method: 'derived', steps: 6, drafts: null }, { engine: 'llamacpp' })).toEqual([
      'steps: 6, not 5',
    ]);
  });

  it('of such an engine has no steps where its end cut off more than it has', () => {
    const short = { ...finished, work: { ...work, tokens: 2, steps: 2, accepted: 0, matched: 2 } };
    const unknown = { completion_tokens: 2, method: null } as const;
    expect(found(unknown, { engine: 'llamacpp', ended: short })).toEqual([]);
    expect(found(unknown, { engine: 'llamacpp', ended: { ...short, work: { ...short.work, matched: 1 } } })).toEqual([
      'method: null, not derived',
    ]);
  });

  it('whose steps are estimated is held to its tokens', () => {
    expect(found({ steps: 7.5 }, { engine: 'tgi-mlp' })).toEqual([]);
    expect(found({ step_tokens: 12 }, { engine: 'tgi-mlp' })).toEqual(['step tokens: 12, not 11']);
  });
});

describe('an answer that ended well without usage', () => {
  const counted = { tokens_source: 'estimated', prompt_tokens: null, method: null, completion_tokens: 9 } as const;

  it('is booked by its events, but only where [DONE] did not come either', () => {
    expect(found(counted, { sawDone: false })).toEqual([]);
    expect(found({ ...counted, completion_tokens: 12 }, { sawDone: false })).toHaveLength(1);
    expect(found(counted)).toEqual(['tokens source: estimated, not engine']);
  });
});

describe('an answer that broke off', () => {
  it('is booked as far as it had come, never further', () => {
    const few = { ...left, completion_tokens: 9, aborted_tokens: 9 };
    expect(found(few, { ended: aborted })).toEqual([]);
    const many = { ...left, completion_tokens: 12, aborted_tokens: 12 };
    expect(found(many, { ended: aborted })).toEqual(['completion tokens: 12, not ≤ 11']);
  });

  it('must be the truth where it claims the engine’s own word, unless that came with every event', () => {
    const claim = { ...left, tokens_source: 'engine', completion_tokens: 9, aborted_tokens: 9 } as const;
    expect(found(claim, { ended: aborted })).toEqual(['completion tokens: 9, not 11']);
    expect(found(claim, { ended: aborted, continuous: true })).toEqual([]);
  });

  it('has wasted what came', () => {
    const few = { ...left, completion_tokens: 9, aborted_tokens: 0 };
    expect(found(few, { ended: aborted })).toEqual(['aborted tokens: 0, not 9']);
  });
});

describe('what other replicas made of it', () => {
  it('bounds what was discarded', () => {
    expect(found({ ...exact, discarded_tokens: 11 }, { other: [aborted] })).toEqual([]);
    expect(found({ ...exact, discarded_tokens: 12 }, { other: [aborted] })).toEqual(['discarded tokens: 12, not ≤ 11']);
    expect(found({ ...exact, discarded_tokens: 1 })).toEqual(['discarded tokens: 1, not ≤ 0']);
  });
});
