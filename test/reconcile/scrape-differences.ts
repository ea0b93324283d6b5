import type { MetricsReading } from '../support/metrics-reading.ts';
import type { EngineTruth } from '../support/start.ts';
import { countsOf } from './counts-of.ts';
import type { Counts } from './counts-of.ts';
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
  const counts = countsOf(dialect, work);
  return Object.entries(families).flatMap(([family, part]) => {
    const found = metrics.find(family, { variant, replica });
    if (found === null && !alwaysThere.has(family)) return [];
    // SGLang does not count what was accepted: it is what the tokens are more than the steps.
    const isDerived = part === 'accepted' && dialect.engine === 'sglang';
    const least = isDerived ? work.accepted : counts[part];
    // TGI counts those that a prefill was begun for, also when they left or failed in it.
    const mayExceed = part === 'prefills' && dialect.engine === 'tgi' ? truth.requests - truth.finished : 0;
    const most = least + mayExceed;
    if (found !== null && found >= least && found <= most) return [];
    const what = `${family}{replica="${replica}"}`;
    const wanted = least === most ? least : `${least} … ${most}`;
    return [{ between: 'scraped and truth' as const, variant, request: null, what, found, wanted }];
  });
}

const families: Readonly<Record<string, keyof Counts>> = {
  slipstream_engine_step_tokens_total: 'tokens',
  slipstream_engine_steps_total: 'steps',
  slipstream_engine_accepted_tokens_total: 'accepted',
  slipstream_engine_drafts_total: 'drafts',
  slipstream_engine_draft_tokens_total: 'draftTokens',
  slipstream_engine_prefills_total: 'prefills',
};

const alwaysThere: ReadonlySet<string> = new Set([
  'slipstream_engine_step_tokens_total',
  'slipstream_engine_steps_total',
]);
