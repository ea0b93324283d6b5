import { pageWithFaults } from '../../../faults/garbled-page.ts';
import { DEFAULT_BATCH_LIMITS } from '../../../engine/scheduling/batch-limits.ts';
import type { Exchange } from '../../../server/exchange.ts';
import type { TgiService } from '../tgi-service.ts';

/** `GET /info`. The speculator's k is in none of the versions. */
export function handleInfo(exchange: Exchange, tgi: TgiService): void {
  exchange.json(200, JSON.stringify(infoOf(tgi)));
}

/** `GET /v1/models`. */
export function handleModels(exchange: Exchange, tgi: TgiService): void {
  const model = { id: tgi.modelId, object: 'model', created: 0, owned_by: tgi.modelId };
  exchange.json(200, JSON.stringify({ object: 'list', data: [model] }));
}

/** `GET /metrics`, and what the fault `garbled-metrics` leaves of it. */
export function handleMetrics(exchange: Exchange, tgi: TgiService): void {
  const text = pageWithFaults(tgi.metrics.render(), exchange.faults);
  exchange.respond(200, { 'content-type': 'text/plain; charset=utf-8' }, text);
}

function infoOf(tgi: TgiService): Record<string, unknown> {
  const { limits, traits } = tgi;
  const shard = traits.routes.info === 'shard-and-router';
  return {
    model_id: tgi.modelId,
    model_sha: null,
    ...(shard ? { model_dtype: 'torch.float16', model_device_type: 'cuda' } : {}),
    model_pipeline_tag: 'text-generation',
    max_concurrent_requests: limits.maxConcurrentRequests,
    max_best_of: limits.maxBestOf,
    max_stop_sequences: limits.maxStopSequences,
    [shard ? 'max_input_length' : 'max_input_tokens']: limits.maxInputTokens,
    max_total_tokens: limits.maxTotalTokens,
    ...(shard ? batchInfo : {}),
    validation_workers: 2,
    max_client_batch_size: limits.maxClientBatchSize,
    router: 'text-generation-router',
    version: traits.build.version,
    sha: traits.build.sha,
    docker_label: traits.build.dockerLabel,
  };
}

/** 2.0 also says how it batches: the launcher's defaults, and what the emulated machine has room for. */
const batchInfo: Readonly<Record<string, unknown>> = {
  waiting_served_ratio: DEFAULT_BATCH_LIMITS.waitingServedRatio,
  max_batch_total_tokens: DEFAULT_BATCH_LIMITS.maxBatchTotalTokens,
  max_waiting_tokens: DEFAULT_BATCH_LIMITS.maxWaitingTokens,
  max_batch_size: DEFAULT_BATCH_LIMITS.maxBatchSize,
};
