import { pageWithFaults } from '../../../faults/garbled-page.ts';
import type { Exchange } from '../../../server/exchange.ts';
import { invalidRequest, sendJson, sendLlamaError } from '../llama-error.ts';
import type { LlamaServer } from '../llamacpp-server.ts';

export function handleHealth(exchange: Exchange): void {
  sendJson(exchange, 200, '{"status":"ok"}');
}

/** `/v1/models`: Ollama's list beside OpenAI's. */
export function handleModels(exchange: Exchange, { modelName, contextTokens, unixSeconds }: LlamaServer): void {
  const meta = { n_ctx: contextTokens, n_ctx_train: 8192 };
  const model = {
    id: modelName,
    aliases: [],
    tags: [],
    object: 'model',
    created: unixSeconds(),
    owned_by: 'llamacpp',
    meta,
  };
  const ollama = { name: modelName, model: modelName, type: 'model', capabilities: ['completion'] };
  sendJson(exchange, 200, JSON.stringify({ models: [ollama], object: 'list', data: [model] }));
}

export function handleProps(exchange: Exchange, server: LlamaServer): void {
  const props = {
    default_generation_settings: {
      params: { n_predict: -1, temperature: 0.8, stream: true },
      n_ctx: server.contextTokens,
    },
    total_slots: server.slots.list(server.contextTokens, server.speculates).length,
    model_alias: server.modelName,
    model_path: `/models/${server.modelName}.gguf`,
    modalities: { vision: false, video: false, audio: false },
    endpoint_slots: server.servesSlots,
    endpoint_props: false,
    endpoint_metrics: server.servesMetrics,
    chat_template: server.base.template,
    bos_token: server.base.bos,
    eos_token: server.base.eos,
    build_info: server.traits.build,
    is_sleeping: false,
  };
  sendJson(exchange, 200, JSON.stringify(props));
}

export function handleSlots(exchange: Exchange, server: LlamaServer): void {
  if (!server.servesSlots) return notServed(exchange, 'slots');
  if ((exchange.query.get('fail_on_no_slot') ?? '') !== '' && server.slots.idle === 0) {
    return sendLlamaError(exchange, { type: 'unavailable_error', message: 'no slot available' });
  }
  sendJson(exchange, 200, JSON.stringify(server.slots.list(server.contextTokens, server.speculates)));
}

export function handleMetrics(exchange: Exchange, server: LlamaServer): void {
  if (!server.servesMetrics) return notServed(exchange, 'metrics');
  const page = pageWithFaults(server.metrics.page(server.engine.load()), exchange.faults);
  const startedAt = String(server.metrics.startedAtSeconds);
  exchange.respond(200, { 'content-type': 'text/plain; version=0.0.4', 'process-start-time-unix': startedAt }, page);
}

/** `DELETE /v1/stream?conv_id=`: the only way to stop a stream that goes on without its client. Idempotent. */
export function handleStopStream(exchange: Exchange, { conversations }: LlamaServer): void {
  const id = exchange.query.get('conv_id') ?? '';
  if (id === '') return sendLlamaError(exchange, invalidRequest('Missing conversation id in path'));
  conversations.get(id)?.();
  exchange.empty(204);
}

function notServed(exchange: Exchange, what: 'slots' | 'metrics'): void {
  const message = `This server does not support ${what} endpoint. Start it with \`--${what}\``;
  sendLlamaError(exchange, { type: 'not_supported_error', message });
}
