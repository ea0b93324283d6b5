import type { Variant } from '@slipstream/config';
import { spliceJson } from '@slipstream/wire';
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
  const dialect = adapter.translate(request, variant.model);
  return {
    // Metering edits come last: of two edits of one key the later counts.
    bytes: spliceJson(request.bytes, request.members, [...nullStreamOptions(request), ...dialect, ...asking.edits]),
    cut: asking.cut,
  };
}

/** `null` means absent to a client of the OpenAI API; TGI 3.x refuses it. */
function nullStreamOptions(request: GenerationRequest): JsonEdit[] {
  return request.members.some((member) => member.key === 'stream_options' && member.kind === 'null')
    ? [{ key: 'stream_options', remove: true }]
    : [];
}
