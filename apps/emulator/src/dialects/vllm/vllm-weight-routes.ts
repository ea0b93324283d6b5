import type { EngineClock } from '../../engine/engine.ts';
import type { Route } from '../../server/route.ts';
import type { DraftWeights } from '../openai/draft-weights.ts';
import { isObject } from '../openai/request/body-reader.ts';
import { bodyOf, fail, refuse, say } from './vllm-dev-answers.ts';
import type { VllmDevState } from './vllm-dev-state.ts';

export interface WeightTransfer {
  readonly timers: EngineClock;
  readonly state: VllmDevState;
  /** `--weight-transfer-config`: without it there is nothing that could receive weights. */
  readonly isConfigured: boolean;
  /** There is a draft model, and not only a rule. */
  readonly hasDraft: boolean;
}

/**
 * The draft's part of vLLM's development routes (`entrypoints/serve/dev/rlhf/api_router.py`, `v1/worker/gpu_worker.py`): a session is
 * started, updated and finished; what fails in an update ends it. A real server gets the weights from a trainer; the emulator takes
 * a name of its own for them: `{"update_info":{"weights":NAME}}`.
 */
export function vllmWeightRoutes(
  weights: DraftWeights,
  { timers, state, isConfigured, hasDraft }: WeightTransfer,
): Route[] {
  const notConfigured = 'Weight transfer not configured. Please set weight_transfer_config to enable weight transfer.';
  const route = (path: string, handle: Route['handle'], faults: Route['faults'] = []): Route => {
    return { method: 'POST', path, guarded: true, faults, handle };
  };
  return [
    route('/start_draft_weight_update', (exchange) => {
      if (!isConfigured) return fail(exchange, notConfigured);
      if (state.session !== null) {
        const rule = 'Call finish_weight_update first.';
        return fail(exchange, `start_weight_update called while a weight update is already active. ${rule}`);
      }
      if (!hasDraft) return fail(exchange, 'There is no draft model to update.');
      state.session = { named: null };
      say(exchange, 'Draft weight update started');
    }),
    route(
      '/update_weights',
      async (exchange) => {
        const body = await bodyOf(exchange);
        if (body === null) return;
        const info = body['update_info'];
        if (info === undefined || info === null) return refuse(exchange, "Missing 'update_info' in request body");
        if (!isConfigured) return fail(exchange, notConfigured);
        if (state.session === null) return fail(exchange, 'start_weight_update must be called before update_weights.');
        const name = isObject(info) ? info['weights'] : null;
        if (typeof name !== 'string' || !weights.has(name)) {
          state.session = null;
          return fail(exchange, `no draft weights are named ${JSON.stringify(name)} (--draft-weights)`);
        }
        await weights.inTurn(async () => await weights.read(exchange.faults, timers));
        state.session = { named: name };
        say(exchange, 'Weights updated');
      },
      ['slow-draft'],
    ),
    route(
      '/finish_weight_update',
      async (exchange) => {
        const body = await bodyOf(exchange, true);
        if (body === null) return;
        if (!isConfigured) return fail(exchange, notConfigured);
        if (state.session === null) {
          return fail(exchange, 'finish_weight_update called without a matching start_weight_update.');
        }
        const { named } = state.session;
        state.session = null;
        const version = body['weight_version'];
        const isStale = exchange.faults.has('stale-draft');
        // Nothing was sent in the session: it ends as it began.
        if (named !== null) weights.load(named, typeof version === 'string' ? version : null, isStale);
        say(exchange, 'Weight update finished');
      },
      ['stale-draft'],
    ),
    {
      ...route('/weight_info', (exchange) => exchange.json(200, JSON.stringify({ weight_version: weights.version }))),
      method: 'GET',
    },
  ];
}
