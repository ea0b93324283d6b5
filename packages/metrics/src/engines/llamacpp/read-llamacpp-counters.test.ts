import { describe, expect, it } from 'vitest';
import { emissionOf } from '../../counters/emission.ts';
import { noCounters } from '../engine-counters.ts';
import { pageOf } from '../page-fixture.ts';
import { readLlamaCppCounters, readLlamaCppLoad } from './read-llamacpp-counters.ts';

function page(
  tokens: string,
  drafts: string,
  draftTokens: string,
  accepted: string,
  places: readonly string[],
): string {
  const byPlace = places.map(
    (count, place) => `llamacpp:spec_decode_num_accepted_tokens_per_pos_total{position="${place}"} ${count}\n`,
  );
  return `# HELP llamacpp:tokens_predicted_total Number of generation tokens processed.
# TYPE llamacpp:tokens_predicted_total counter
llamacpp:tokens_predicted_total ${tokens}
# HELP llamacpp:n_decode_total Total number of llama_decode() calls
# TYPE llamacpp:n_decode_total counter
llamacpp:n_decode_total 77
# TYPE llamacpp:spec_decode_num_drafts_total counter
llamacpp:spec_decode_num_drafts_total ${drafts}
# TYPE llamacpp:spec_decode_num_draft_tokens_total counter
llamacpp:spec_decode_num_draft_tokens_total ${draftTokens}
# TYPE llamacpp:spec_decode_num_accepted_tokens_total counter
llamacpp:spec_decode_num_accepted_tokens_total ${accepted}
${byPlace.length === 0 ? '' : `# TYPE llamacpp:spec_decode_num_accepted_tokens_per_pos_total counter\n${byPlace.join('')}`}# TYPE llamacpp:requests_processing gauge
llamacpp:requests_processing 2
# TYPE llamacpp:requests_deferred gauge
llamacpp:requests_deferred 1
`;
}

const read = (...args: Parameters<typeof page>) => readLlamaCppCounters(pageOf(page(...args)));

describe('readLlamaCppCounters', () => {
  it('reads what it counts; decodes of all slots together are not steps', () => {
    expect(read('1100', '370', '1110', '600', ['300', '200', '100'])).toEqual({
      ...noCounters,
      tokens: 1100,
      accepted: 600,
      drafts: 370,
      draftTokens: 1110,
      acceptedByPosition: [300, 200, 100],
      generatedTokens: 1100,
      resolution: 1,
    });
  });

  it('sums by position what is rounded in total, and says how coarse the rest is', () => {
    // 1,234,567 tokens and 1,423,152 kept, as six digits print them.
    const counters = read('1.23457e+06', '900000', '2.46913e+07', '1.42315e+06', ['800000', '400000', '223152']);
    expect(counters).toMatchObject({
      tokens: 1_234_570,
      accepted: 1_423_152,
      draftTokens: 24_691_300,
      resolution: 100,
    });
  });

  it.each([
    ['999999', 1],
    ['1e+06', 10],
    ['1.23457e+07', 100],
    ['1.23457e+08', 1000],
  ])('knows that a value printed as %s moves by %i', (tokens, resolution) => {
    expect(read(tokens, '0', '0', '0', []).resolution).toBe(resolution);
  });

  it('has kept nothing before the first answer with a draft, when nothing stands by position yet', () => {
    expect(read('40', '0', '0', '0', [])).toMatchObject({ accepted: 0, acceptedByPosition: [], drafts: 0 });
  });

  it('does not know what was kept by builds before August 2026, except that it was nothing without a speculator', () => {
    const older = readLlamaCppCounters(
      pageOf('# TYPE llamacpp:tokens_predicted_total counter\nllamacpp:tokens_predicted_total 40\n'),
    );
    expect(older).toEqual({ ...noCounters, tokens: 40, generatedTokens: 40 });
    expect(emissionOf(older, { draftTokens: 3 })).toEqual({ tokens: 40, steps: null, accepted: null });
    expect(emissionOf(older, { draftTokens: 0 })).toEqual({ tokens: 40, steps: 40, accepted: 0 });
  });
});

describe('readLlamaCppLoad', () => {
  it('reads what runs and waits; the cache only of builds that still say', () => {
    const text = page('0', '0', '0', '0', []);
    expect(readLlamaCppLoad(pageOf(text))).toEqual({ running: 2, waiting: 1, kvUse: null });
    expect(readLlamaCppLoad(pageOf(`${text}llamacpp:kv_cache_usage_ratio 0.5\n`)).kvUse).toBe(0.5);
  });
});
