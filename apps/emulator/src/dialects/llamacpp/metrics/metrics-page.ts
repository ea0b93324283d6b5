import type { EngineLoad } from '../../../engine/engine.ts';
import { cppNumber } from './cpp-number.ts';
import type { ServerMetrics, TimedTokens } from './server-metrics.ts';

type Item = readonly [name: string, help: string, value: number];

/** `/metrics`: counters, then gauges, without labels and in six digits; then the one labelled counter, in whole numbers. */
export function metricsPage(metrics: ServerMetrics, load: Pick<EngineLoad, 'running' | 'waiting'>): string {
  return [
    ...counters(metrics).map((item) => family('counter', item)),
    ...gauges(metrics, load).map((item) => family('gauge', item)),
    acceptedByPlace(metrics),
  ].join('');
}

function counters(metrics: ServerMetrics): Item[] {
  const { prompt, generated, traits } = metrics;
  const newer = traits.cachedCounter;
  const decodes = 'Total number of llama_decode() calls';
  return [
    [
      'prompt_tokens_total',
      newer ? 'Number of prompt tokens processed, excluding cached tokens' : 'Number of prompt tokens processed.',
      prompt.tokens,
    ],
    ...(newer ? [['prompt_tokens_cached_total', 'Number of prompt tokens reused from the cache', 0] as const] : []),
    ['prompt_seconds_total', newer ? 'Total time spent processing prompts' : 'Prompt process time', prompt.ms / 1000],
    [
      'tokens_predicted_total',
      newer ? 'Number of generation tokens processed' : 'Number of generation tokens processed.',
      generated.tokens,
    ],
    [
      'tokens_predicted_seconds_total',
      newer ? 'Total time spent generating tokens' : 'Predict process time',
      generated.ms / 1000,
    ],
    [
      'n_decode_total',
      newer ? `${decodes}, excluding speculative decoding and multimodal decoding` : decodes,
      metrics.decodes,
    ],
    [
      'n_tokens_max',
      newer ? 'Largest observed sequence length (prompt + generation)' : 'Largest observed n_tokens.',
      metrics.mostTokens,
    ],
    ...(traits.draftCounters ? draftCounters(metrics) : []),
  ];
}

/** There, with 0, also where nothing speculates. */
function draftCounters({ drafts, draftTokens, accepted }: ServerMetrics): Item[] {
  return [
    ['spec_decode_num_draft_tokens_total', 'Speculative: Total draft tokens generated', draftTokens],
    ['spec_decode_num_accepted_tokens_total', 'Speculative: Total draft tokens accepted by the target model', accepted],
    ['spec_decode_num_drafts_total', 'Speculative: Total speculative decoding verification steps', drafts],
  ];
}

function gauges(metrics: ServerMetrics, load: Pick<EngineLoad, 'running' | 'waiting'>): Item[] {
  const { sinceLook, busySlots, decodes } = metrics;
  return [
    ['prompt_tokens_seconds', 'Average prompt throughput in tokens/s', perSecond(sinceLook.prompt)],
    ['predicted_tokens_seconds', 'Average generation throughput in tokens/s', perSecond(sinceLook.generated)],
    ['requests_processing', 'Number of requests processing', load.running],
    ['requests_deferred', 'Number of requests deferred', load.waiting],
    [
      'n_busy_slots_per_decode',
      'Average number of busy slots per llama_decode() call',
      busySlots / Math.max(1, decodes),
    ],
  ];
}

/** Absent until a request that had drafts was counted. */
function acceptedByPlace({ traits, acceptedAt }: ServerMetrics): string {
  if (!traits.draftCounters || acceptedAt.length === 0) return '';
  const name = 'llamacpp:spec_decode_num_accepted_tokens_per_pos_total';
  const samples = acceptedAt.map((count, place) => `${name}{position="${place}"} ${count}\n`);
  return `# HELP ${name} Accepted tokens per draft position\n# TYPE ${name} counter\n${samples.join('')}`;
}

function family(type: 'counter' | 'gauge', [name, help, value]: Item): string {
  const full = `llamacpp:${name}`;
  return `# HELP ${full} ${help}\n# TYPE ${full} ${type}\n${full} ${cppNumber(value)}\n`;
}

function perSecond({ tokens, ms }: TimedTokens): number {
  return ms > 0 ? (1000 * tokens) / ms : 0;
}
