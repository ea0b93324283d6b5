import type { Exchange } from '../../../server/exchange.ts';
import type { GenerationEnd, InferToken } from '../infer/generation.ts';
import { startGeneration } from '../infer/start-generation.ts';
import type { GenerateRequest } from '../requests/generate-parameters.ts';
import { type TgiError, validationError } from '../tgi-error.ts';
import type { TgiService } from '../tgi-service.ts';

export interface StreamedGeneration {
  /** The tokens of one step; `end` with the last ones. */
  tokens(tokens: readonly InferToken[], end: GenerationEnd | null): void;
  failed(error: TgiError): void;
}

/** Counts a request and starts its stream. What is wrong with it is told inside the stream. */
export function streamGeneration(
  tgi: TgiService,
  exchange: Exchange,
  request: GenerateRequest,
  into: StreamedGeneration,
): { abort(): void } {
  tgi.metrics.count('tgi_request_count');
  const reason = unstreamable(request);
  if (reason !== null) {
    tgi.metrics.count('tgi_request_failure', { err: 'validation' });
    into.failed(validationError(reason));
    return { abort: () => undefined };
  }
  return startGeneration(
    tgi,
    { ...request, name: exchange.header('x-request-id') ?? null },
    exchange.faults,
    tgi.infer.clock.now(),
    {
      tokens: (tokens, end) => into.tokens(tokens, end),
      failed: (error) => into.failed(asInStream(tgi, error)),
    },
  );
}

function unstreamable({ parameters }: GenerateRequest): string | null {
  if ((parameters.bestOf ?? 1) !== 1) return '`best_of` != 1 is not supported when streaming tokens';
  if (!parameters.decoderInputDetails) return null;
  return '`decoder_input_details` == true is not supported when streaming tokens';
}

/** A generation that stops short has a name of its own in newer streams. */
function asInStream(tgi: TgiService, error: TgiError): TgiError {
  if (error.errorType !== 'incomplete_generation') return error;
  return { ...error, ...tgi.traits.answers.incompleteStream };
}
