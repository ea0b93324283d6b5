import type { SpeculationFigure } from '@slipstream/metrics';
import type { ScrapedSums } from './engine-ledger.ts';

/**
 * The engines' counters as a speculation figure. Every step emits one token of the target model and whatever drafts it
 * kept, so tokens = steps + accepted (TGI's `sum + count` of skipped tokens): arithmetic on exact figures. The number
 * of prefills stands for the number of requests; where it is unknown, decode acceleration must not be asked for.
 */
export function scrapedSpeculation(scraped: ScrapedSums): SpeculationFigure {
  const { steps, accepted, prefills } = scraped;
  return {
    sums: { requests: prefills ?? 0, tokens: steps + accepted, steps, accepted, drafts: null, draftTokens: null },
    method: 'derived',
    source: 'engine counters',
  };
}
