import { noCut } from '../answer-cut.ts';
import type { Asking, AskingRequest } from '../asking.ts';

export const askNothing: Asking = { edits: [], cut: noCut };

/**
 * Asks for the usage event at the end of a stream. Of the client's own stream options all others stay as they are; who
 * asked for usage on every event is left alone, because for some engines `include_usage` is what would switch that on.
 */
export function askForUsage({ stream, streamOptions, includeUsage }: AskingRequest): Asking {
  if (!stream || includeUsage || streamOptions?.['continuous_usage_stats'] === true) return askNothing;
  const json = JSON.stringify({ ...streamOptions, include_usage: true });
  return { edits: [{ key: 'stream_options', json }], cut: { events: ['usage'], members: [] } };
}
