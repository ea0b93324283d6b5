import { memberValue } from '@slipstream/wire';
import type { JsonEdit } from '@slipstream/wire';
import { modelEdit } from '../openai/model-edit.ts';
import type { SpokenRequest } from '../spoken-request.ts';

/**
 * TGI's traps (its sources, `router/src/lib.rs` and `server.rs`, 2.0 to 3.3):
 * - any `model` but "tgi" is taken for the name of a LoRA adapter (from 2.2), and one that is not loaded is ignored silently;
 * - `presence_penalty: p` becomes a repetition penalty of p + 2, so that the API's default, 0, would change the text;
 * - `max_completion_tokens` is unknown before 3.x (100 tokens would come back), and a second name for `max_tokens` after it.
 */
export function tgiEdits(request: SpokenRequest): readonly JsonEdit[] {
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
