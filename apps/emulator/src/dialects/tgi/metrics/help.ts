/**
 * What the router describes (2.2 and 3.3; 2.0 describes nothing). A name described twice keeps its first text. The
 * text of `tgi_request_skipped_tokens` is TGI's and misleads: it is one observation per request and step.
 */
export const tgiHelp: ReadonlyMap<string, string> = new Map([
  ['tgi_request_success', 'Number of successful requests'],
  ['tgi_request_duration', 'Request duration'],
  ['tgi_request_validation_duration', 'Request validation duration'],
  ['tgi_request_queue_duration', 'Request queue duration'],
  ['tgi_request_inference_duration', 'Request inference duration'],
  ['tgi_request_mean_time_per_token_duration', 'Mean time per token per request'],
  ['tgi_request_generated_tokens', 'Generated tokens per request'],
  ['tgi_batch_inference_count', 'Inference calls per method (prefill or decode)'],
  ['tgi_request_count', 'Total number of requests'],
  ['tgi_batch_inference_success', 'Number of successful inference calls per method (prefill or decode)'],
  ['tgi_batch_current_size', 'Current batch size'],
  ['tgi_queue_size', 'Current queue size'],
  ['tgi_batch_current_max_tokens', 'Maximum tokens for the current batch'],
  ['tgi_request_max_new_tokens', 'Maximum new tokens per request'],
  ['tgi_batch_inference_duration', 'Batch inference duration'],
  ['tgi_batch_forward_duration', 'Batch forward duration per method (prefill or decode)'],
  ['tgi_request_skipped_tokens', 'Speculated tokens per request'],
  [
    'tgi_batch_filter_duration',
    'Time spent filtering batches and sending generated tokens per method (prefill or decode)',
  ],
  ['tgi_batch_decode_duration', 'Time spent decoding a batch per method (prefill or decode)'],
  ['tgi_request_input_length', 'Input token length per request'],
  ['tgi_batch_next_size', 'Batch size of the next batch'],
]);
