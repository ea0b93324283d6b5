import { countedValue, samplesOf } from '@slipstream/wire';
import type { PrometheusPage, PrometheusSample } from '@slipstream/wire';
import { emissionOf } from '../../counters/emission.ts';
import type { Emission } from '../../counters/emission.ts';
import type { AnswerContext } from '../answer-context.ts';
import { noCounters } from '../engine-counters.ts';
import type { EngineCounters, EngineLoad } from '../engine-counters.ts';

/**
 * SGLang's counters (srt/observability/metrics_collector.py). They move when a request finishes; `is_streaming` is on some
 * and not on others, so that all labels are summed away. Its `spec_accept_*` gauges are not read: they are means over
 * the last 40 iterations, and keep the last busy value for ever. Its inter-token histogram counts tokens, not steps.
 */
export function readSglangCounters(page: PrometheusPage): EngineCounters {
  const tokens = countedValue(page, 'sglang:generation_tokens_total');
  const requests = countedValue(page, 'sglang:num_requests_total');
  return {
    ...noCounters,
    tokens,
    drafts: countedValue(page, 'sglang:spec_verify_calls_total'),
    prefills: requests,
    requests,
    generatedTokens: tokens,
  };
}

/**
 * With a speculator every decode step is a verify call, so that steps are prefills and calls. Tokens past the prefills without any
 * call were made without one, each in a step of its own.
 */
export function sglangEmission({ tokens, prefills, drafts }: EngineCounters, context: AnswerContext): Emission {
  if (context.draftTokens === 0 || drafts === null || prefills === null) {
    return emissionOf({ tokens, steps: null, accepted: null }, context);
  }
  const plain = drafts === 0 && tokens !== null && tokens > prefills;
  return emissionOf({ tokens, steps: plain ? tokens : prefills + drafts, accepted: null }, context);
}

/** Ranks of one data-parallel group repeat its gauges; the groups add up. */
export function readSglangLoad(page: PrometheusPage): EngineLoad {
  const usage = gauge(page, 'sglang:token_usage');
  return {
    running: sum(gauge(page, 'sglang:num_running_reqs')),
    waiting: sum(gauge(page, 'sglang:num_queue_reqs')),
    kvUse: usage.length === 0 ? null : Math.max(...usage),
  };
}

/** One value per data-parallel group: its ranks' largest. */
function gauge(page: PrometheusPage, family: string): readonly number[] {
  const groups = new Map<string, number>();
  for (const { labels, value } of samplesOf(page, family, family) ?? []) {
    const group = groupOf(labels);
    groups.set(group, Math.max(groups.get(group) ?? 0, value));
  }
  return [...groups.values()];
}

function groupOf({ model_name: model, dp_rank: rank }: PrometheusSample['labels']): string {
  return JSON.stringify([model, rank]);
}

function sum(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((total, value) => total + value, 0);
}
