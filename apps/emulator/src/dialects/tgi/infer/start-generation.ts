import type { RequestFaults } from '../../../faults/request-faults.ts';
import type { GenerateRequest } from '../requests/generate-parameters.ts';
import { overloaded } from '../tgi-error.ts';
import type { TgiService } from '../tgi-service.ts';
import { GenerationRun } from './generation-run.ts';
import type { InferSink } from './generation.ts';

/** A shard's words when its GPU has had enough. */
const SHARD_FAILURE = 'Server error: CUDA out of memory.';

/** Starts one generation, with what the request's faults do to it. `receivedAtMs`: engine clock, at the handler's start. */
export function startGeneration(
  tgi: TgiService,
  request: GenerateRequest,
  faults: RequestFaults,
  receivedAtMs: number,
  sink: InferSink,
): { abort(): void } {
  if (faults.has('overloaded')) {
    tgi.metrics.count('tgi_request_failure', { err: 'overloaded' });
    sink.failed(overloaded);
    return { abort: () => undefined };
  }
  const breaksAfter = faults.get('internal')?.after ?? null;
  const failsAfter = faults.get('generation-failed')?.after ?? null;
  let seen = 0;
  const run: GenerationRun = new GenerationRun(
    tgi.infer,
    request,
    {
      failed: (error) => sink.failed(error),
      tokens(tokens, end) {
        seen += tokens.length;
        if (end === null && failsAfter !== null && seen > failsAfter) return failBatch(tgi);
        if (end === null && breaksAfter !== null && seen > breaksAfter) return run.breakOff();
        sink.tokens(tokens, end);
      },
    },
    receivedAtMs,
  );
  run.start();
  return run;
}

function failBatch(tgi: TgiService): void {
  tgi.metrics.count('tgi_batch_inference_failure', { method: 'decode' });
  tgi.infer.engine.failBatch(SHARD_FAILURE);
}
