import type { RankedEngine } from '../../engine/ranked-engine.ts';
import type { Route } from '../../server/route.ts';
import type { VllmDevState } from './vllm-dev-state.ts';

/**
 * `POST /pause?mode=keep|wait` and `POST /resume` (`entrypoints/serve/dev/rlhf/api_router.py`): requests that run are frozen where they
 * are, or run to their end first; others wait. Mode `abort`, their default, is not played: it would end what runs.
 */
export function vllmPauseRoutes(engine: RankedEngine, state: VllmDevState): Route[] {
  const route = (method: Route['method'], path: string, handle: Route['handle']): Route => {
    return { method, path, guarded: true, faults: [], handle };
  };
  return [
    route('POST', '/pause', async (exchange) => {
      const mode = exchange.query.get('mode') ?? 'abort';
      if (mode !== 'keep' && mode !== 'wait') {
        return exchange.json(400, JSON.stringify({ error: `the emulator plays mode keep and wait, not ${mode}` }));
      }
      state.isPaused = true;
      await new Promise<void>((resolve) => engine.hold(mode === 'keep' ? 'everything' : 'newcomers', resolve));
      exchange.json(200, '{"status":"paused"}');
    }),
    route('POST', '/resume', (exchange) => {
      state.isPaused = false;
      engine.release();
      exchange.json(200, '{"status":"resumed"}');
    }),
    route('GET', '/is_paused', (exchange) => exchange.json(200, JSON.stringify({ is_paused: state.isPaused }))),
  ];
}
