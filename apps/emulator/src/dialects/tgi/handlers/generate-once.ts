import type { Exchange } from '../../../server/exchange.ts';
import type { GenerationEnd, InferToken } from '../infer/generation.ts';
import { startGeneration } from '../infer/start-generation.ts';
import type { GenerateRequest } from '../requests/generate-parameters.ts';
import { type TgiError, validationError } from '../tgi-error.ts';
import type { TgiService } from '../tgi-service.ts';

/** A whole answer. */
export interface Generated {
  readonly request: GenerateRequest;
  readonly end: GenerationEnd;
  readonly tokens: readonly InferToken[];
  /** The sequences that were not the best, when several were asked for. */
  readonly others: readonly Generated[] | null;
}
export type Outcome =
  | { readonly ok: true; readonly value: Generated }
  | { readonly ok: false; readonly error: TgiError };

/** Counts a request and generates its answer. Never settles once the client is gone. */
export async function generateOnce(tgi: TgiService, exchange: Exchange, request: GenerateRequest): Promise<Outcome> {
  tgi.metrics.count('tgi_request_count');
  const bestOf = request.parameters.bestOf ?? 1;
  if (bestOf <= 1) return collect(tgi, exchange, request);
  const { maxBestOf } = tgi.limits;
  if (bestOf > maxBestOf) {
    return { ok: false, error: validationError(`\`best_of\` must be > 0 and <= ${maxBestOf}. Given: ${bestOf}`) };
  }
  return best(await Promise.all(Array.from({ length: bestOf }, () => collect(tgi, exchange, request))));
}

function collect(tgi: TgiService, exchange: Exchange, request: GenerateRequest): Promise<Outcome> {
  return new Promise((resolve) => {
    const tokens: InferToken[] = [];
    const run = startGeneration(
      tgi,
      { ...request, name: exchange.header('x-request-id') ?? null },
      exchange.faults,
      tgi.infer.clock.now(),
      {
        failed: (error) => resolve({ ok: false, error }),
        tokens(step, end) {
          tokens.push(...step);
          if (end !== null) resolve({ ok: true, value: { request, end, tokens, others: null } });
        },
      },
    );
    exchange.onGone(() => run.abort());
  });
}

/** The one with the highest mean log probability per token. */
function best(outcomes: readonly Outcome[]): Outcome {
  const values: Generated[] = [];
  for (const outcome of outcomes) {
    if (!outcome.ok) return outcome;
    values.push(outcome.value);
  }
  const [first, ...others] = values.sort((a, b) => meanLogprob(b) - meanLogprob(a));
  return first === undefined
    ? { ok: false, error: validationError('`best_of` must be > 0') }
    : { ok: true, value: { ...first, others } };
}

function meanLogprob({ tokens }: Generated): number {
  return tokens.reduce((sum, token) => sum + token.logprob, 0) / tokens.length;
}
