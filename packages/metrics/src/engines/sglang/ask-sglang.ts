import { askForUsage, askNothing } from '../openai/ask-for-usage.ts';
import type { AnswerContext } from '../answer-context.ts';
import type { Asking, AskingRequest } from '../asking.ts';
import type { EngineCapabilities } from '../engine-capabilities.ts';

/**
 * Usage, and of a server that speculates its own account of it: both are events behind the answer. `sglext` carries other
 * things, too, which clients ask for with words that begin with `return_`: then it is theirs, and left alone.
 *
 * `return_meta_info` is never asked for: what it brings stands inside each choice and could not be taken out again
 * without rewriting it.
 */
export function askSglang(request: AskingRequest, known: EngineCapabilities, { draftTokens }: AnswerContext): Asking {
  const usage = known.includeUsage ? askForUsage(request) : askNothing;
  const mayAsk = known.specTokensDetails === true && draftTokens !== 0 && !wantsMore(request);
  if (!mayAsk) return usage;
  return {
    edits: [...usage.edits, { key: 'return_spec_tokens_details', json: 'true' }],
    cut: request.stream
      ? { events: [...usage.cut.events, 'sglext'], members: [] }
      : { events: [], members: ['sglext'] },
  };
}

function wantsMore({ members }: AskingRequest): boolean {
  return members.some(({ key }) => key.startsWith('return_'));
}
