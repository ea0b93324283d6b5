import type { Counter, Distribution, Gauge, PythonRegistry } from '../prometheus/python-registry.ts';

const FIRST_TOKEN = [0.1, 0.2, 0.4, 0.6, 0.8, 1, 2, 4, 6, 8, 10, 20, 40, 60, 80, 100, 200, 400];
const BETWEEN_TOKENS = [
  0.002, 0.004, 0.006, 0.008, 0.01, 0.015, 0.02, 0.025, 0.03, 0.035, 0.04, 0.06, 0.08, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 2, 4,
  6, 8,
];
const REQUEST = [...FIRST_TOKEN, 600, 1200, 1800, 2400];
const LENGTHS = [
  100, 300, 500, 700, 1000, 1500, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000, 10_000, 12_500, 15_000, 17_500,
  20_000, 30_000, 40_000, 60_000, 80_000, 100_000, 200_000, 400_000, 800_000, 1_000_000,
];

/** The families of SGLang's page (`observability/metrics_collector.py`): first the schedulers', then the tokenizer manager's. */
export class SglangFamilies {
  readonly running: Gauge;
  readonly queued: Gauge;
  readonly grammarQueued: Gauge;
  readonly tokenUsage: Gauge;
  readonly usedTokens: Gauge;
  readonly availableTokens: Gauge;
  readonly evictableTokens: Gauge;
  readonly maxTokens: Gauge;
  readonly throughput: Gauge;
  readonly cacheHitRate: Gauge;
  readonly utilization: Gauge;
  readonly retracted: Gauge;
  readonly acceptLength: Gauge;
  readonly acceptRate: Gauge;
  readonly specSteps: Gauge;
  readonly specDraftTokens: Gauge;
  readonly realtimeTokens: Counter;
  readonly promptTokens: Counter;
  readonly generationTokens: Counter;
  readonly verifyCalls: Counter;
  readonly cachedTokens: Counter;
  readonly requests: Counter;
  readonly aborted: Counter;
  readonly promptLengths: Distribution;
  readonly generationLengths: Distribution;
  readonly firstToken: Distribution;
  readonly interToken: Distribution;
  readonly endToEnd: Distribution;

  constructor(registry: PythonRegistry) {
    const gauge = (name: string, help: string): Gauge => registry.gauge(`sglang:${name}`, help);
    const counter = (name: string, help: string): Counter => registry.counter(`sglang:${name}`, help);
    const histogram = (name: string, help: string, bounds: readonly number[]): Distribution =>
      registry.histogram(`sglang:${name}`, help, bounds);
    this.running = gauge('num_running_reqs', 'The number of running requests.');
    this.queued = gauge('num_queue_reqs', 'The number of requests in the waiting queue.');
    this.grammarQueued = gauge('num_grammar_queue_reqs', 'The number of requests in the grammar waiting queue.');
    this.tokenUsage = gauge('token_usage', 'The token usage.');
    this.usedTokens = gauge('kv_used_tokens', 'The number of used KV tokens.');
    this.availableTokens = gauge('kv_available_tokens', 'The number of available KV tokens.');
    this.evictableTokens = gauge('kv_evictable_tokens', 'The number of evictable KV tokens.');
    this.maxTokens = gauge('max_total_num_tokens', 'The maximum total number of tokens.');
    this.throughput = gauge('gen_throughput', 'The generation throughput (token/s).');
    this.cacheHitRate = gauge('cache_hit_rate', 'The prefix cache hit rate.');
    this.utilization = gauge('utilization', 'The utilization.');
    this.retracted = gauge('num_retracted_reqs', 'The number of retracted requests.');
    this.acceptLength = gauge('spec_accept_length', 'The average acceptance length of speculative decoding.');
    this.acceptRate = gauge('spec_accept_rate', 'The average acceptance rate of speculative decoding.');
    this.specSteps = gauge('spec_num_steps', 'The number of speculative steps.');
    this.specDraftTokens = gauge('spec_num_draft_tokens', 'The number of speculative draft tokens.');
    this.realtimeTokens = counter('realtime_tokens', 'Tokens processed, as they are.');
    this.promptTokens = counter('prompt_tokens', 'Number of prefill tokens processed.');
    this.generationTokens = counter('generation_tokens', 'Number of generation tokens processed.');
    this.verifyCalls = counter('spec_verify_calls', 'Number of speculative decoding verification calls.');
    this.cachedTokens = counter('cached_tokens', 'Number of cached prompt tokens by source.');
    this.requests = counter('num_requests', 'Number of requests processed.');
    this.aborted = counter('num_aborted_requests', 'Number of requests aborted.');
    this.promptLengths = histogram('prompt_tokens_histogram', 'Histogram of prompt token length.', LENGTHS);
    this.generationLengths = histogram('generation_tokens_histogram', 'Histogram of generation token length.', LENGTHS);
    this.firstToken = histogram('time_to_first_token_seconds', 'Time to first token in seconds.', FIRST_TOKEN);
    this.interToken = histogram('inter_token_latency_seconds', 'Inter-token latency in seconds.', BETWEEN_TOKENS);
    this.endToEnd = histogram('e2e_request_latency_seconds', 'End-to-end request latency in seconds.', REQUEST);
  }
}
