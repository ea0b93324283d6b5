/** What differs between builds of llama-server, as far as it can be seen from outside. */
export interface LlamaTraits {
  /** `build_info` and `system_fingerprint`. */
  readonly build: string;
  /** The four families of speculation on the metrics page (ggml-org/llama.cpp #26389). */
  readonly draftCounters: boolean;
  /** Which generations the counters take in: those that came to their end, or whatever a released slot had generated. */
  readonly counts: 'finished' | 'released';
  /** `prompt_tokens_cached_total`, and counters by their newer descriptions. */
  readonly cachedCounter: boolean;
  /** Generation times are divided by the tokens, or by the tokens after the first, which the prompt's own pass gave. */
  readonly timedTokens: 'all' | 'after-first';
  /** The head of a stream leaves when a slot took the request, or with the first token. */
  readonly streamHead: 'with-slot' | 'with-first-token';
}

/**
 * By the month of the source they follow, oldest first: `tools/server/server-{context,task}.cpp` of ggml-org/llama.cpp before
 * #26389, at 82bb48500 (7 August), and after `callback_on_reset` came, which flushes a slot's counts whenever it is released.
 */
export const llamaTraits: Readonly<Record<string, LlamaTraits>> = {
  'llamacpp-2026-07': {
    build: 'emulated-2026-07',
    draftCounters: false,
    counts: 'finished',
    cachedCounter: false,
    timedTokens: 'all',
    streamHead: 'with-first-token',
  },
  'llamacpp-2026-08': {
    build: 'emulated-2026-08',
    draftCounters: true,
    counts: 'finished',
    cachedCounter: false,
    timedTokens: 'all',
    streamHead: 'with-first-token',
  },
  'llamacpp-2026-09': {
    build: 'emulated-2026-09',
    draftCounters: true,
    counts: 'released',
    cachedCounter: true,
    timedTokens: 'after-first',
    streamHead: 'with-slot',
  },
};
