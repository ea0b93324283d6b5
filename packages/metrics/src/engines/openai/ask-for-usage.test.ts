import { describe, expect, it } from 'vitest';
import { askForUsage } from './ask-for-usage.ts';

const stream = { route: 'chat', stream: true, streamOptions: null, includeUsage: false, members: [] } as const;

describe('askForUsage', () => {
  it('sets the option, beside those that the client has', () => {
    const json = (streamOptions: Record<string, unknown> | null) =>
      askForUsage({ ...stream, streamOptions }).edits.map((edit) => ('json' in edit ? edit.json : null));
    expect(json(null)).toEqual(['{"include_usage":true}']);
    expect(json({})).toEqual(['{"include_usage":true}']);
    expect(json({ include_usage: false, own: [1] })).toEqual(['{"include_usage":true,"own":[1]}']);
    expect(json({ continuous_usage_stats: false })).toEqual(['{"continuous_usage_stats":false,"include_usage":true}']);
  });

  it('wants the usage event cut out again exactly where it was asked for', () => {
    expect(askForUsage(stream).cut).toEqual({ events: ['usage'], members: [] });
    expect(askForUsage({ ...stream, includeUsage: true }).cut).toEqual({ events: [], members: [] });
  });
});
