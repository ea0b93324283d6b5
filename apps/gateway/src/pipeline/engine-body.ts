import type { Variant } from '@slipstream/config';
import { memberValue, spliceJson } from '@slipstream/wire';
import type { JsonEdit } from '@slipstream/wire';
import type { AnswerCut, EngineAdapter, EngineCapabilities } from '@slipstream/metrics';
import type { GenerationRequest } from './generation-request.ts';

/** The body for one engine, and what was added that the client did not ask for. */
export interface EngineBody {
  readonly bytes: Uint8Array;
  /** What the client did not ask for, and must not see. */
  readonly cut: AnswerCut;
}

/** Only the named top-level members change; every other byte goes out as the client wrote it. */
export function engineBody(
  request: GenerationRequest,
  variant: Variant,
  adapter: EngineAdapter,
  capabilities: EngineCapabilities,
): EngineBody {
  const draftTokens = variant.speculator.kind === 'none' ? 0 : variant.speculator.draftTokens;
  const asking = adapter.ask(request, capabilities, { draftTokens });
  const dialect = variant.engine === 'tgi' ? tgiEdits(request) : [modelEdit(variant.model)];
  return {
    // Metering edits come last: of two edits of one key the later counts.
    bytes: spliceJson(request.bytes, request.members, [...nullStreamOptions(request), ...dialect, ...asking.edits]),
    cut: asking.cut,
  };
}

function modelEdit(model: string): JsonEdit {
  return { key: 'model', json: JSON.stringify(model) };
}

/**
 * TGI's traps (its sources, `router/src/lib.rs` and `server.rs`, 2.0 to 3.3):
 * - any `model` but "tgi" is taken for the name of a LoRA adapter (from 2.2), and one that is not loaded is ignored silently;
 * - `presence_penalty: p` becomes a repetition penalty of p + 2, so that the API's default, 0, would change the text;
 * - `max_completion_tokens` is unknown before 3.x (100 tokens would come back), and a second name for `max_tokens` after it.
 */
function tgiEdits(request: GenerationRequest): JsonEdit[] {
  const edits: JsonEdit[] = request.model === 'tgi' ? [] : [modelEdit('tgi')];
  for (const member of request.members) {
    if (member.key === 'presence_penalty' && member.kind === 'number' && memberValue(request.bytes, member) === 0) {
      edits.push({ key: 'presence_penalty', remove: true });
    }
    if (member.key === 'max_completion_tokens') {
      edits.push({ key: 'max_completion_tokens', remove: true });
      if (request.maxTokens !== null) edits.push({ key: 'max_tokens', json: String(request.maxTokens) });
    }
  }
  return edits;
}

/** `null` means absent to a client of the OpenAI API; TGI 3.x refuses it. */
function nullStreamOptions(request: GenerationRequest): JsonEdit[] {
  return request.members.some((member) => member.key === 'stream_options' && member.kind === 'null')
    ? [{ key: 'stream_options', remove: true }]
    : [];
}
