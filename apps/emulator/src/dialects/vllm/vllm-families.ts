import type { Counter, Distribution, Gauge, PythonRegistry } from '../prometheus/python-registry.ts';
import { oneTwoFive, vllmBuckets } from './vllm-buckets.ts';

/** The families of vLLM's page, in its order. */
export class VllmFamilies {
  readonly running: Gauge;
  readonly waiting: Gauge;
  readonly waitingByReason: Gauge;
  readonly cacheUsage: Gauge;
  readonly cacheQueries: Counter;
  readonly cacheHits: Counter;
  readonly preemptions: Counter;
  readonly promptTokens: Counter;
  readonly promptBySource: Counter;
  readonly promptCached: Counter;
  readonly generationTokens: Counter;
  readonly success: Counter;
  readonly requestPrompt: Distribution;
  readonly requestGeneration: Distribution;
  readonly iterationTokens: Distribution;
  readonly requestN: Distribution;
  readonly requestMaxTokens: Distribution;
  readonly firstToken: Distribution;
  readonly interToken: Distribution;
  readonly perToken: Distribution;
  readonly endToEnd: Distribution;
  readonly queue: Distribution;
  readonly inference: Distribution;
  readonly prefill: Distribution;
  readonly decode: Distribution;
  /** Null without a speculative config: then the families do not exist. */
  readonly speculation: {
    readonly drafts: Counter;
    readonly draftTokens: Counter;
    readonly acceptedTokens: Counter;
    readonly acceptedPerPosition: Counter;
  } | null;

  constructor(registry: PythonRegistry, speculates: boolean) {
    const gauge = (name: string, help: string): Gauge => registry.gauge(`vllm:${name}`, help);
    const counter = (name: string, help: string): Counter => registry.counter(`vllm:${name}`, help);
    const histogram = (name: string, help: string, bounds: readonly number[]): Distribution =>
      registry.histogram(`vllm:${name}`, help, bounds);
    const lengths = oneTwoFive(131_072);
    this.running = gauge('num_requests_running', 'Number of requests in model execution batches.');
    this.waiting = gauge('num_requests_waiting', 'Number of requests waiting to be processed.');
    this.waitingByReason = gauge('num_requests_waiting_by_reason', 'Number of requests waiting, by reason.');
    this.cacheUsage = gauge('kv_cache_usage_perc', 'KV-cache usage. 1 means 100 percent usage.');
    this.cacheQueries = counter('prefix_cache_queries', 'Prefix cache queries, in tokens.');
    this.cacheHits = counter('prefix_cache_hits', 'Prefix cache hits, in tokens.');
    this.preemptions = counter('num_preemptions', 'Cumulative number of preemptions from the engine.');
    this.promptTokens = counter('prompt_tokens', 'Number of prefill tokens processed.');
    this.promptBySource = counter('prompt_tokens_by_source', 'Number of prompt tokens, by source.');
    this.promptCached = counter('prompt_tokens_cached', 'Number of cached prompt tokens.');
    this.generationTokens = counter('generation_tokens', 'Number of generation tokens processed.');
    this.success = counter('request_success', 'Count of successfully processed requests.');
    this.requestPrompt = histogram('request_prompt_tokens', 'Number of prefill tokens processed.', lengths);
    this.requestGeneration = histogram('request_generation_tokens', 'Number of generation tokens processed.', lengths);
    this.iterationTokens = histogram('iteration_tokens_total', 'Tokens per engine step.', vllmBuckets.iteration);
    this.requestN = histogram('request_params_n', 'The n request parameter.', vllmBuckets.choices);
    this.requestMaxTokens = histogram('request_params_max_tokens', 'The max_tokens request parameter.', lengths);
    this.firstToken = histogram('time_to_first_token_seconds', 'Time to first token.', vllmBuckets.firstToken);
    this.interToken = histogram('inter_token_latency_seconds', 'Inter-token latency.', vllmBuckets.betweenTokens);
    this.perToken = histogram(
      'request_time_per_output_token_seconds',
      'Time per output token, per request.',
      vllmBuckets.betweenTokens,
    );
    this.endToEnd = histogram('e2e_request_latency_seconds', 'E2e request latency.', vllmBuckets.request);
    this.queue = histogram('request_queue_time_seconds', 'Time in the WAITING phase.', vllmBuckets.request);
    this.inference = histogram('request_inference_time_seconds', 'Time in the RUNNING phase.', vllmBuckets.request);
    this.prefill = histogram('request_prefill_time_seconds', 'Time in the PREFILL phase.', vllmBuckets.request);
    this.decode = histogram('request_decode_time_seconds', 'Time in the DECODE phase.', vllmBuckets.request);
    this.speculation = speculates
      ? {
          drafts: counter('spec_decode_num_drafts', 'Number of spec decoding drafts.'),
          draftTokens: counter('spec_decode_num_draft_tokens', 'Number of draft tokens.'),
          acceptedTokens: counter('spec_decode_num_accepted_tokens', 'Number of accepted tokens.'),
          acceptedPerPosition: counter(
            'spec_decode_num_accepted_tokens_per_pos',
            'Accepted tokens per draft position.',
          ),
        }
      : null;
  }

  get distributions(): readonly Distribution[] {
    const lengths = [
      this.requestPrompt,
      this.requestGeneration,
      this.iterationTokens,
      this.requestN,
      this.requestMaxTokens,
    ];
    const times = [this.firstToken, this.interToken, this.perToken, this.endToEnd, this.queue, this.inference];
    return [...lengths, ...times, this.prefill, this.decode];
  }

  /** Those with no label beside model and rank. */
  get plainCounters(): readonly Counter[] {
    const { cacheQueries, cacheHits, preemptions, promptTokens, promptCached, generationTokens } = this;
    return [cacheQueries, cacheHits, preemptions, promptTokens, promptCached, generationTokens];
  }
}
