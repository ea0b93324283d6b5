import type { FinishCause } from '../../../engine/engine.ts';

const raw: Readonly<Record<FinishCause, string>> = { length: 'length', eos: 'eos_token', stop: 'stop_sequence' };

/** As the native routes and the ends of `/v1/completions` streams name it. */
export function rawFinishReason(cause: FinishCause): string {
  return raw[cause];
}

/** As chat names it: OpenAI's `stop` for EOS where the version says so. A stop string stays `stop_sequence`. */
export function chatFinishReason(cause: FinishCause, eosReason: string): string {
  return cause === 'eos' ? eosReason : raw[cause];
}
