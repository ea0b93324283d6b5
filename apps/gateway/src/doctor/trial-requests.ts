import type { AnswerContext, EngineAdapter, EngineIdentity } from '@slipstream/metrics';
import { noCapabilities } from '@slipstream/metrics';
import type { TrialRequest } from './trial-answer.ts';

/** Long enough for a speculator to show itself: counting is easily guessed. */
const mostTokens = 48;
const prompt = 'Count from one to twenty in words.';

export interface TrialOptions {
  readonly adapter: EngineAdapter;
  readonly identity: EngineIdentity | null;
  readonly context: AnswerContext;
  readonly model: string | null;
}

/** The same question as a stream and in one piece, with what metering asks for in it. */
export function trialRequests(
  { adapter, identity, context, model }: TrialOptions,
  route: 'chat' | 'completions',
): Readonly<Record<'stream' | 'whole', TrialRequest>> {
  const request = (stream: boolean): TrialRequest => {
    const known = identity?.capabilities ?? noCapabilities;
    const asked = { route, stream, streamOptions: null, includeUsage: false, members: [] } as const;
    const members = adapter
      .ask(asked, known, context)
      .edits.flatMap((edit) => ('json' in edit ? [[edit.key, JSON.parse(edit.json) as unknown] as const] : []));
    const question = route === 'chat' ? { messages: [{ role: 'user', content: prompt }] } : { prompt };
    const body = {
      // TGI takes any other name for that of an adapter.
      model: adapter.engine === 'tgi' ? 'tgi' : (model ?? identity?.model ?? 'default'),
      ...question,
      max_tokens: mostTokens,
      temperature: 0,
      stream,
      ...Object.fromEntries(members),
    };
    const path = route === 'chat' ? '/v1/chat/completions' : '/v1/completions';
    return { adapter, context, route, path, stream, body: JSON.stringify(body) };
  };
  return { stream: request(true), whole: request(false) };
}
