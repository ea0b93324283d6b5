import { arrivalFigure } from '../../arrivals/arrival-figure.ts';
import type { SpeculationFigure } from '../../speculation/speculation-figure.ts';
import { sumsOfSteps } from '../../speculation/sums-of-steps.ts';
import type { TapOptions } from '../engine-adapter.ts';
import type { StreamAccount } from '../stream-account.ts';
import type { OpenAiDialect } from './openai-dialect.ts';

/**
 * The figure of a stream whose engine said nothing of its steps. Where events are tokens, from the bursts in which they came;
 * where they are steps, each event is one, the first being the prefill's. That is too few steps when the engine put
 * several into one event (its `stream_interval`, a slow reader) or kept some back, so that acceleration is at most this.
 *
 * Null where events are neither, where several generations share a stream, and where tool calls were parsed out of it:
 * engines hold those back and regroup them.
 */
export function estimatedFigure(
  { engine, eventIs }: Pick<OpenAiDialect<unknown>, 'engine' | 'eventIs'>,
  { ledger, timeline }: StreamAccount,
  tokens: number,
  { draftTokens, habits }: Pick<TapOptions, 'draftTokens' | 'habits'>,
): SpeculationFigure | null {
  if (eventIs === 'anything' || ledger.generations !== 1 || ledger.finishReason === 'tool_calls') return null;
  if (eventIs === 'a token') return arrivalFigure(timeline, draftTokens, `${engine}:arrival-clusters`, habits);
  if (timeline.total === 0) return null;
  // Reasoning and answer of one step may come as two events.
  const steps = Math.min(timeline.total, tokens);
  return {
    sums: sumsOfSteps(tokens, steps, draftTokens),
    method: 'estimated',
    source: `${engine}:events-as-steps`,
  };
}
