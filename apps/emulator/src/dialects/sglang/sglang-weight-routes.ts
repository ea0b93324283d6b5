import type { Exchange } from '../../server/exchange.ts';
import type { Route } from '../../server/route.ts';
import type { DraftWeights } from '../openai/draft-weights.ts';
import type { OpenAiServer } from '../openai/openai-server.ts';
import { readJsonObject } from '../openai/serve/read-json-object.ts';

/**
 * `POST /update_weights_from_disk`, which reaches the draft worker too (`scheduler_components/weight_updater.py`). In the emulator a path is a name of
 * `--draft-weights`; the target's weights stay as they are, and so does the greedy text.
 */
export function sglangWeightRoutes(server: OpenAiServer, weights: DraftWeights): Route[] {
  return [
    {
      method: 'POST',
      path: '/update_weights_from_disk',
      guarded: true,
      faults: ['stale-draft'],
      handle: (exchange) => update(exchange, server, weights),
    },
  ];
}

async function update(exchange: Exchange, server: OpenAiServer, weights: DraftWeights): Promise<void> {
  const body = await readJsonObject(exchange);
  if (body.kind === 'gone') return;
  const path = body.kind === 'object' ? body.value['model_path'] : null;
  if (body.kind !== 'object' || typeof path !== 'string') {
    return exchange.json(400, '{"success":false,"message":"model_path is required","num_paused_requests":0}');
  }
  if (!weights.has(path)) return answer(exchange, 400, `Failed to get weights iterator: ${path}.`);
  const version = body.value['weight_version'];
  weights.load(path, typeof version === 'string' ? version : null, exchange.faults.has('stale-draft'));
  if (body.value['flush_cache'] !== false) server.prefixCache?.clear();
  const said = typeof version === 'string' ? ` Weight version updated to ${version}.` : '';
  answer(exchange, 200, `Succeeded to update model weights.${said}`);
}

function answer(exchange: Exchange, status: 200 | 400, message: string): void {
  exchange.json(status, JSON.stringify({ success: status === 200, message, num_paused_requests: 0 }));
}
