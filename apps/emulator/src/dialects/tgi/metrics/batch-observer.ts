import type { EngineObserver } from '../../../engine/engine.ts';
import type { Exporter } from './exporter.ts';

/** Seconds that joining a prefilled batch to the running one is given; the engine does not model it apart. */
const CONCAT_SECONDS = 0.0003;

/** Turns what the engine does with batches into the `tgi_batch_*`, queue and skipped-token metrics. */
export function batchObserver(exporter: Exporter): EngineObserver {
  let joined = false;
  return {
    queueSize: (size) => exporter.gauge('tgi_queue_size', size),
    prefill({ size, merged }) {
      exporter.observe('tgi_batch_next_size', size);
      if (merged === null) return;
      joined = true;
      exporter.count('tgi_batch_concat', { reason: merged });
    },
    passStarted: (method) => exporter.count('tgi_batch_inference_count', { method }),
    passEnded(method, { forwardSeconds, decodeSeconds, totalSeconds }) {
      if (joined && method === 'decode') {
        joined = false;
        exporter.observe('tgi_batch_concat_duration', CONCAT_SECONDS, { method });
      }
      exporter.observe('tgi_batch_forward_duration', forwardSeconds, { method });
      exporter.observe('tgi_batch_decode_duration', decodeSeconds, { method });
      const filterSeconds = Math.max(0, totalSeconds - forwardSeconds - decodeSeconds);
      exporter.observe('tgi_batch_filter_duration', filterSeconds, { method });
      exporter.observe('tgi_batch_inference_duration', totalSeconds, { method });
      exporter.count('tgi_batch_inference_success', { method });
    },
    requestStep: ({ tokens }) => exporter.observe('tgi_request_skipped_tokens', tokens.length - 1),
    batchSize(running, maxTokens) {
      exporter.gauge('tgi_batch_current_size', running);
      exporter.gauge('tgi_batch_current_max_tokens', maxTokens);
    },
  };
}
