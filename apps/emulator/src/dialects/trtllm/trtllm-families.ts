import type { Counter, Distribution, Gauge, PythonRegistry } from '../prometheus/python-registry.ts';

const REQUEST = [0.3, 0.5, 0.8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60, 120, 240, 480, 960, 1920, 7680];
const FIRST_TOKEN = [
  0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 80, 160, 640, 2560,
];
const PER_TOKEN = [0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 80];
const PREFILL = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160, 640, 2560];

/** The families of `MetricsCollector` (`tensorrt_llm/metrics/collector.py`) that a gateway may want. */
export class TrtllmFamilies {
  readonly success: Counter;
  readonly errors: Counter;
  readonly endToEnd: Distribution;
  readonly firstToken: Distribution;
  readonly perToken: Distribution;
  readonly queue: Distribution;
  readonly prefill: Distribution;
  readonly decode: Distribution;
  readonly inference: Distribution;
  readonly promptTokens: Counter;
  readonly generationTokens: Counter;
  readonly cachedTokens: Counter;
  readonly draftedAt: Counter;
  readonly acceptedAt: Counter;
  readonly running: Gauge;
  readonly waiting: Gauge;
  readonly completed: Counter;
  readonly maxActive: Gauge;
  readonly latency: Gauge;
  readonly cacheUsage: Gauge;
  readonly maxBlocks: Gauge;
  readonly freeBlocks: Gauge;
  readonly usedBlocks: Gauge;
  readonly contextRequests: Gauge;
  readonly generationRequests: Gauge;
  readonly perIteration: Gauge;
  readonly draftTokens: Counter;
  readonly acceptedTokens: Counter;
  readonly acceptanceLength: Gauge;
  readonly draftOverhead: Gauge;

  constructor(registry: PythonRegistry) {
    const gauge = (name: string, help: string): Gauge => registry.gauge(`trtllm_${name}`, help);
    const counter = (name: string, help: string): Counter => registry.counter(`trtllm_${name}`, help);
    const histogram = (name: string, help: string, bounds: readonly number[]): Distribution =>
      registry.histogram(`trtllm_${name}`, help, bounds);
    this.success = counter('request_success', 'Count of successfully processed requests.');
    this.errors = counter('request_error', 'Count of failed requests.');
    this.endToEnd = histogram('e2e_request_latency_seconds', 'End to end request latency in seconds.', REQUEST);
    this.firstToken = histogram('time_to_first_token_seconds', 'Time to first token in seconds.', FIRST_TOKEN);
    this.perToken = histogram('time_per_output_token_seconds', 'Time per output token in seconds.', PER_TOKEN);
    this.queue = histogram('request_queue_time_seconds', 'Time in the WAITING phase.', REQUEST);
    this.prefill = histogram('request_prefill_time_seconds', 'Duration of the context phase.', PREFILL);
    this.decode = histogram('request_decode_time_seconds', 'Duration of the generation phase.', REQUEST);
    this.inference = histogram('request_inference_time_seconds', 'Duration of inference.', REQUEST);
    this.promptTokens = counter('prompt_tokens', 'Cumulative number of prompt tokens processed.');
    this.generationTokens = counter('generation_tokens', 'Cumulative number of generation tokens produced.');
    this.cachedTokens = counter('prompt_cached_tokens', 'Cumulative number of cached prompt tokens.');
    this.draftedAt = counter('spec_decode_drafted_tokens', 'Drafted tokens per position.');
    this.acceptedAt = counter('spec_decode_accepted_tokens', 'Accepted tokens per position.');
    this.running = gauge('num_requests_running', 'Number of active requests');
    this.waiting = gauge('num_requests_waiting', 'Number of queued requests');
    this.completed = counter('num_requests_completed', 'Completed requests across iterations');
    this.maxActive = gauge('max_num_active_requests', 'Maximum number of active requests');
    this.latency = gauge('iteration_latency_seconds', 'Latency of the iteration');
    this.cacheUsage = gauge('kv_cache_utilization', 'KV cache utilization');
    this.maxBlocks = gauge('kv_cache_max_blocks', 'KV cache blocks');
    this.freeBlocks = gauge('kv_cache_free_blocks', 'Free KV cache blocks');
    this.usedBlocks = gauge('kv_cache_used_blocks', 'Used KV cache blocks');
    this.contextRequests = gauge('num_context_requests', 'Number of context requests');
    this.generationRequests = gauge('num_generation_requests', 'Number of generation requests');
    this.perIteration = gauge('avg_decoded_tokens_per_iter', 'Average number of decoded tokens per iteration');
    this.draftTokens = counter('spec_decode_num_draft_tokens', 'Total number of draft tokens');
    this.acceptedTokens = counter('spec_decode_num_accepted_tokens', 'Total number of accepted tokens');
    this.acceptanceLength = gauge('spec_decode_acceptance_length', 'Acceptance length');
    this.draftOverhead = gauge('spec_decode_draft_overhead', 'Draft overhead');
  }
}
