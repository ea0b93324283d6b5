import type { Measure } from '../measure.ts';

/** The rows that all servers with OpenAI's usage share. `cached`, `reasoning`: what a server needs to state them; null: nothing. */
export function usageMeasures(needs: {
  readonly cached: string | null;
  readonly reasoning: string | null;
}): readonly Measure[] {
  return [
    { what: 'prompt tokens', method: 'exact', field: 'usage.prompt_tokens', needs: null, caveat: null },
    { what: 'completion tokens', method: 'exact', field: 'usage.completion_tokens', needs: null, caveat: null },
    {
      what: 'reasoning tokens',
      method: 'exact',
      field: 'usage.completion_tokens_details.reasoning_tokens',
      needs: needs.reasoning,
      caveat: null,
    },
    {
      what: 'cached tokens',
      method: 'exact',
      field: 'usage.prompt_tokens_details.cached_tokens',
      needs: needs.cached,
      caveat: null,
    },
    firstToken,
  ];
}

/** The same for all engines: read off the stream. */
export const firstToken: Measure = {
  what: 'first token',
  method: 'exact',
  field: 'arrival of the first event with a token',
  needs: null,
  caveat: 'streams only',
};
