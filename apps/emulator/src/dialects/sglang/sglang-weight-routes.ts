import type { Exchange } from '../../server/exchange.ts';
import type { Route } from '../../server/route.ts';
import type { DraftWeights } from '../openai/draft-weights.ts';
import type { OpenAiServer } from '../openai/openai-server.ts';
import { readJsonObject } from '../openai/serve/read-json-object.ts';

/**
 * `POST /update_weights_from_disk` (`managers/tokenizer_manager.py`, `scheduler_components/weight_updater.py`): what runs comes to its end first, and
 * new requests wait; then the target and the draft are loaded from one folder, whose path is the server's model from then on. In
 * the emulator a path is a name of `--draft-weights`; the target's weights stay as they are, and so does the greedy text.
 */
export function sglangWeightRoutes(server: OpenAiServer, weights: DraftWeights): Route[] {
  return [
    {
      method: 'POST',
      path: '/update_weights_from_disk',
      guarded: true,
      faults: ['stale-draft', 'slow-draft'],
      handle: (exchange) => update(exchange, server, weights),
    },
  ];
}

async function update(exchange: Exchange, server: OpenAiServer, weights: DraftWeights): Promise<void> {
  const body = await readJsonObject(exchange);
  if (body.kind === 'gone') return;
  const fields = body.kind === 'object' ? body.value : {};
  const { model_path: path, weight_version: version, flush_cache: flush } = fields;
  if (typeof path !== 'string') return answerInvalid(exchange, 'model_path' in fields);
  const isThere = weights.has(path);
  await weights.inTurn(async () => {
    await new Promise<void>((resolve) => server.engine.hold('newcomers', resolve));
    await weights.read(exchange.faults, server.timers);
    if (isThere) {
      weights.load(path, typeof version === 'string' ? version : null, exchange.faults.has('stale-draft'));
      if (flush !== false) server.prefixCache?.clear();
    }
    server.engine.release();
  });
  if (!isThere) return answer(exchange, 400, `Failed to get weights iterator: ${path}.`);
  const said = typeof version === 'string' ? ` Weight version updated to ${version}.` : '';
  answer(exchange, 200, `Succeeded to update model weights.${said}`);
}

function answer(exchange: Exchange, status: 200 | 400, message: string): void {
  exchange.json(status, JSON.stringify({ success: status === 200, message, num_paused_requests: 0 }));
}

/** The handler of validation errors: as of every other route. */
function answerInvalid(exchange: Exchange, isThere: boolean): void {
  const issue = isThere
    ? "{'type': 'string_type', 'loc': ('body', 'model_path'), 'msg': 'Input should be a valid string'}"
    : "{'type': 'missing', 'loc': ('body', 'model_path'), 'msg': 'Field required'}";
  const error = { object: 'error', message: `[${issue}]`, type: 'Bad Request', param: null, code: 400 };
  exchange.json(400, JSON.stringify(error));
}
