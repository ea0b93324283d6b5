import type { Replica } from '@slipstream/config';
import type { EngineIdentity } from '@slipstream/metrics';
import { describe, expect, it } from 'vitest';
import { identityWarnings } from './identity-warnings.ts';

const replica: Replica = { name: 'a', url: new URL('http://a'), maxConcurrent: null, tls: null };
const identity: EngineIdentity = {
  engine: 'sglang',
  version: '0.5.20',
  model: 'm',
  speculation: true,
  draftTokens: 3,
  perRequestStatistics: null,
  capabilities: { includeUsage: true },
};

function warnings(draftTokens: number | null, over: Partial<EngineIdentity> = {}) {
  return identityWarnings({ replica, engine: 'sglang', draftTokens }, { ...identity, ...over });
}

describe('identityWarnings', () => {
  it('has none where the server is what the configuration says, or does not say what it is', () => {
    expect(warnings(3)).toEqual([]);
    expect(warnings(null)).toEqual([]);
    expect(warnings(0, { speculation: null, draftTokens: null, engine: null })).toEqual([]);
    expect(identityWarnings({ replica, engine: 'tgi', draftTokens: 0 }, null)).toEqual([]);
  });

  it('names another engine, a speculator too many or too few, and another length of drafts', () => {
    expect(warnings(3, { engine: 'vllm' })).toEqual([
      'the configuration calls the engine sglang, but it shows itself to be vllm',
    ]);
    expect(warnings(0)).toEqual(['the configuration names no speculator, but the engine has one']);
    expect(warnings(3, { speculation: false, draftTokens: null })).toEqual([
      'the configuration names a speculator, but the engine has none',
    ]);
    expect(warnings(5)).toEqual(['the configuration says 5 draft tokens per step, but the engine drafts 3']);
  });
});
