import type { SwapOrder, SwapPath } from '../ports.ts';

/** One call to an engine. */
export interface SwapCall {
  readonly path: SwapPath;
  /** Sent as JSON. */
  readonly body: object;
  /** Whether the engine may hold other weights once it was asked. */
  readonly loads: boolean;
}

/** The calls of one swap: in order, none after one that failed; but `after` whatever became of them, unless the first one surely did nothing. */
export interface SwapCalls {
  readonly calls: readonly SwapCall[];
  readonly after: SwapCall | null;
}

/**
 * What the engines want. SGLang (`entrypoints/http_server.py`, `managers/tokenizer_manager.py`): one call; it lets the requests in
 * flight end and keeps new ones waiting by itself. vLLM (`entrypoints/serve/dev/rlhf/api_router.py`, `v1/worker/gpu_worker.py`): a session on the
 * draft model, begun, filled and finished; while it is open the draft has no weights, so that generation must be paused, and
 * `mode=keep` lets requests in flight go on afterwards where the default would end them.
 */
export function swapCalls({ route, body }: Pick<SwapOrder, 'route' | 'body'>): SwapCalls {
  if (route === 'sglang') return { calls: [{ path: '/update_weights_from_disk', body, loads: true }], after: null };
  const { update_info: info, weight_version: version } = body;
  return {
    calls: [
      { path: '/pause?mode=keep', body: {}, loads: false },
      { path: '/start_draft_weight_update', body: {}, loads: false },
      { path: '/update_weights', body: { update_info: info }, loads: true },
      { path: '/finish_weight_update', body: version === undefined ? {} : { weight_version: version }, loads: true },
    ],
    after: { path: '/resume', body: {}, loads: false },
  };
}
