import type { SpeculationFigure } from '@slipstream/metrics';
import type { ScrapedSums } from './engine-ledger.ts';

/**
 * The engines' counters as a speculation figure: arithmetic on exact figures. The number of prefills stands for the number of
 * requests; where it is unknown, decode acceleration must not be asked for. Null where they do not tell steps and tokens.
 */
export function scrapedSpeculation(scraped: ScrapedSums): SpeculationFigure | null {
  const { tokens, steps, accepted, drafts, draftTokens, acceptedByPosition, prefills } = scraped;
  if (tokens === null || steps === null) return null;
  return {
    sums: { requests: prefills ?? 0, tokens, steps, accepted, drafts, draftTokens, acceptedByPosition },
    method: 'derived',
    source: 'engine counters',
  };
}
