import type { RequestFaults } from '../../../faults/request-faults.ts';

export interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
}

/** What a body says was used; twice as much and seven more when the fault `wrong-usage` struck. */
export function usageOf(promptTokens: number, generatedTokens: number, faults: RequestFaults): Usage {
  const completion = faults.has('wrong-usage') ? 2 * generatedTokens + 7 : generatedTokens;
  return { prompt_tokens: promptTokens, completion_tokens: completion, total_tokens: promptTokens + completion };
}
