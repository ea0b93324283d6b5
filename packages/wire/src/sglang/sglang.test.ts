import { describe, expect, it } from 'vitest';
import { readSglangServerInfo } from './server-info.ts';
import { readSglangSpeculation } from './speculation.ts';

describe('readSglangSpeculation', () => {
  const one = { spec_verify_ct: 3, spec_num_correct_drafts: 4, spec_num_proposed_drafts: 9 };

  it('does not know the sum of what it does not know a part of', () => {
    const half = { spec_verify_ct: 2 };
    expect(readSglangSpeculation({ sglext: { spec_tokens_details: [one, half] } })).toMatchObject({
      speculatedSteps: 5,
      accepted: null,
      draftTokens: null,
    });
    expect(readSglangSpeculation({ sglext: { spec_tokens_details: [one, {}] } })).toBeNull();
  });

  it('wants a statement of every choice', () => {
    expect(readSglangSpeculation({ choices: [{ meta_info: one }, {}] })).toBeNull();
    expect(readSglangSpeculation({ choices: [] })).toBeNull();
  });
});

describe('readSglangServerInfo', () => {
  it('tells SGLang by its arguments, and no speculator from one', () => {
    const info = { model_path: 'm', version: '0.5.18', speculative_algorithm: null, enable_metrics: false };
    expect(readSglangServerInfo(info)).toEqual({
      modelPath: 'm',
      version: '0.5.18',
      speculativeAlgorithm: null,
      verifiedTokens: null,
      metricsEnabled: false,
    });
    expect([null, {}, { model_path: 'm' }].map(readSglangServerInfo)).toEqual([null, null, null]);
  });
});
