import type { MetricsReading } from '../support/metrics-reading.ts';
import type { EngineTruth, EngineWork } from '../support/start.ts';
import type { Dialect } from './dialects.ts';
import type { Difference } from './difference.ts';

/**
 * What the gateway has scraped of one replica against what that engine did: all of it, or what belongs to finished requests,
 * whichever this engine counts. What it does not count has no series, and is not compared.
 */
export function scrapeDifferences(
  dialect: Dialect,
  replica: string,
  truth: EngineTruth,
  metrics: Pick<MetricsReading, 'find'>,
): readonly Difference[] {
  const { variant } = dialect;
  const work = dialect.counts === 'all' ? truth : truth.ofFinished;
  return Object.entries(wantedOf(dialect, work)).flatMap(([family, wanted]) => {
    const found = metrics.find(family, { variant, replica });
    if (found === wanted || (found === null && !alwaysThere.has(family))) return [];
    const what = `${family}{replica="${replica}"}`;
    return [{ between: 'scraped and truth' as const, variant, request: null, what, found, wanted }];
  });
}

const alwaysThere: ReadonlySet<string> = new Set(['slipstream_engine_step_tokens_total', 'slipstream_engine_steps_total']);

function wantedOf(dialect: Dialect, work: EngineWork): Readonly<Record<string, number>> {
  const accepted = acceptedOf(dialect, work);
  return {
    slipstream_engine_step_tokens_total: work.tokens,
    slipstream_engine_steps_total: dialect.stepsFromAccepted ? work.tokens - accepted : work.steps,
    slipstream_engine_accepted_tokens_total: accepted,
    slipstream_engine_drafts_total: work.drafts,
    slipstream_engine_draft_tokens_total: work.draftTokens,
    slipstream_engine_prefills_total: work.prefills,
  };
}

/** SGLang does not count what was accepted: it is what the tokens are more than the steps. */
function acceptedOf({ accepted, engine }: Dialect, work: EngineWork): number {
  if (engine === 'sglang') return work.tokens - work.steps;
  return accepted === 'kept' ? work.accepted : work.matched;
}
