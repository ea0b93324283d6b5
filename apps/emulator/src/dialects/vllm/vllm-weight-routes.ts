import type { Exchange } from '../../server/exchange.ts';
import type { Route } from '../../server/route.ts';
import type { DraftWeights } from '../openai/draft-weights.ts';
import { isObject, type JsonObject } from '../openai/request/body-reader.ts';
import { readJsonObject } from '../openai/serve/read-json-object.ts';

/**
 * The draft's part of vLLM's development routes (`VLLM_SERVER_DEV_MODE`, `entrypoints/serve/dev/rlhf/api_router.py`): start, update, finish. A real
 * server gets the weights from a trainer; the emulator takes a name of its own for them: `{"update_info":{"weights":NAME}}`.
 */
export function vllmWeightRoutes(weights: DraftWeights): Route[] {
  let state: { readonly named: string | null } | null = null;
  const route = (path: string, faults: Route['faults'], handle: Route['handle']): Route => {
    return { method: 'POST', path, guarded: true, faults, handle };
  };
  return [
    route('/start_draft_weight_update', [], (exchange) => {
      state = { named: null };
      say(exchange, 'Draft weight update started');
    }),
    route('/update_weights', [], async (exchange) => {
      const body = await bodyOf(exchange);
      if (body === null) return;
      const info = body['update_info'];
      if (info === undefined || info === null) return refuse(exchange, 400, "Missing 'update_info' in request body");
      const name = isObject(info) ? info['weights'] : null;
      if (state === null) return refuse(exchange, 500, 'update_weights called before start_draft_weight_update');
      if (typeof name !== 'string' || !weights.has(name)) {
        return refuse(exchange, 500, `no draft weights are named ${JSON.stringify(name)} (--draft-weights)`);
      }
      state = { named: name };
      say(exchange, 'Weights updated');
    }),
    route('/finish_weight_update', ['stale-draft'], async (exchange) => {
      const body = await bodyOf(exchange, true);
      if (body === null) return;
      const named = state?.named ?? null;
      if (named === null) return refuse(exchange, 500, 'finish_weight_update called before update_weights');
      const version = body['weight_version'];
      weights.load(named, typeof version === 'string' ? version : null, exchange.faults.has('stale-draft'));
      state = null;
      say(exchange, 'Weight update finished');
    }),
    {
      ...route('/weight_info', [], (exchange) =>
        exchange.json(200, JSON.stringify({ weight_version: weights.version })),
      ),
      method: 'GET',
    },
  ];
}

/** Null: the client was told, or is gone. */
async function bodyOf(exchange: Exchange, mayBeEmpty = false): Promise<JsonObject | null> {
  const body = await readJsonObject(exchange);
  if (body.kind === 'object') return body.value;
  if (body.kind === 'gone') return null;
  if (mayBeEmpty && body.text === '') return {};
  refuse(exchange, 400, 'Invalid JSON format');
  return null;
}

function say(exchange: Exchange, message: string): void {
  exchange.json(200, JSON.stringify({ message }));
}

/** `http_exception_handler`: the type is the status in words. */
function refuse(exchange: Exchange, status: 400 | 500, message: string): void {
  const type = status === 400 ? 'Bad Request' : 'Internal Server Error';
  exchange.json(status, JSON.stringify({ error: { message, type, param: null, code: status } }));
}
