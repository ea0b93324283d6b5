import { describe, expect, it } from 'vitest';
import { bytes, usage } from '../stream-fixtures.ts';
import { sglangAdapter } from './sglang-adapter.ts';
import { sglangStatement } from './sglang-fixtures.ts';

const stream = { route: 'chat', stream: true, streamOptions: null, includeUsage: false, members: [] } as const;
const known = { includeUsage: true, specTokensDetails: true };
const speculator = { draftTokens: 3 };
const usageEdit = { key: 'stream_options', json: '{"include_usage":true}' };
const detailsEdit = { key: 'return_spec_tokens_details', json: 'true' };

describe('sglangAdapter.ask', () => {
  it('asks a stream for usage and for its speculation, two events that are cut out again', () => {
    expect(sglangAdapter.ask(stream, known, speculator)).toEqual({
      edits: [usageEdit, detailsEdit],
      cut: { events: ['usage', 'sglext'], members: [] },
    });
  });

  it('cuts only what is its own where the client asked for usage', () => {
    const own = { ...stream, streamOptions: { include_usage: true }, includeUsage: true };
    expect(sglangAdapter.ask(own, known, speculator)).toEqual({
      edits: [detailsEdit],
      cut: { events: ['sglext'], members: [] },
    });
  });

  it('asks a whole answer for its speculation, a member that is taken out again', () => {
    expect(sglangAdapter.ask({ ...stream, stream: false }, known, speculator)).toEqual({
      edits: [detailsEdit],
      cut: { events: [], members: ['sglext'] },
    });
  });

  it.each([
    ['a server that does not know the word', known.includeUsage, false, speculator, []],
    ['a variant without a speculator', true, true, { draftTokens: 0 }, []],
    ['a client that asked for something in the same place', true, true, speculator, ['return_cached_tokens_details']],
    ['a client that asked itself', true, true, speculator, ['return_spec_tokens_details']],
  ])('does not ask for speculation of %s', (_name, includeUsage, specTokensDetails, context, keys) => {
    const request = { ...stream, members: keys.map((key) => ({ key })) };
    expect(sglangAdapter.ask(request, { includeUsage, specTokensDetails }, context).edits).toEqual([usageEdit]);
  });
});

describe('sglangAdapter.readAnswer', () => {
  const choice = { index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' };
  const read = (rest: object) =>
    sglangAdapter.readAnswer(
      bytes(JSON.stringify({ choices: [choice], usage: usage(5, 11), ...rest })),
      0,
      9,
      {},
      speculator,
    ).speculation;

  it('reads the statement beside the choices, and the one within them that clients of 0.5.18 may ask for', () => {
    expect(read({ sglext: { spec_tokens_details: sglangStatement } })).toMatchObject({
      sums: { steps: 5, accepted: 6 },
      source: 'sglang:sglext.spec_tokens_details',
    });
    expect(read({ choices: [{ ...choice, meta_info: sglangStatement }] })).toMatchObject({
      sums: { steps: 5, accepted: 6 },
      source: 'sglang:choices[].meta_info',
    });
  });

  it('reads the names before 0.5.12, and works out what was kept where none is there', () => {
    const old = {
      spec_verify_ct: 4,
      spec_accepted_drafts: 6,
      spec_proposed_drafts: 12,
      spec_accept_histogram: [1, 1, 1, 1],
    };
    expect(read({ choices: [{ ...choice, meta_info: old }] })?.sums).toMatchObject({ accepted: 6, draftTokens: 12 });
    expect(read({ choices: [{ ...choice, meta_info: { spec_verify_ct: 4 } }] })?.sums).toMatchObject({
      accepted: 6,
      draftTokens: null,
      acceptedByPosition: null,
    });
  });

  it.each([{}, { sglext: null }, { sglext: { spec_tokens_details: null } }, { sglext: { spec_tokens_details: [] } }])(
    'says nothing with %j',
    (rest) => expect(read(rest)).toBeNull(),
  );
});

describe('sglangAdapter.readError', () => {
  const read = (status: number, body: object) =>
    sglangAdapter.readError(status, bytes(JSON.stringify(body)), 'application/json');

  it('reads the flat shape', () => {
    const body = { object: 'error', message: 'too long', type: 'BadRequestError', param: null, code: 400 };
    expect(read(400, body)).toEqual({ status: 400, code: 'BadRequestError', message: 'too long' });
  });

  it('knows a full queue from a server that is only starting', () => {
    const full = { object: 'error', message: 'The request queue is full.', type: 'x', param: null, code: 503 };
    expect(read(503, full).code).toBe('overloaded');
    expect(read(503, { ...full, message: 'Server is starting' }).code).toBe('x');
  });
});

describe('sglangAdapter.probe', () => {
  const info = {
    model_path: 'meta-llama/Meta-Llama-3-8B-Instruct',
    version: '0.5.20',
    speculative_algorithm: 'EAGLE3',
    speculative_num_draft_tokens: 4,
    enable_metrics: true,
    internal_states: [{ avg_spec_accept_length: 2.5 }],
  };
  const identify = (pages: Readonly<Record<string, object>>) =>
    sglangAdapter.probe.identify(
      new Map(Object.entries(pages).map(([path, page]) => [path as '/info', bytes(JSON.stringify(page))])),
    );

  it('finds out its version, model, speculator and words', () => {
    expect(identify({ '/server_info': info })).toEqual({
      engine: 'sglang',
      version: '0.5.20',
      model: info.model_path,
      speculation: true,
      // Of the four that a step verifies one is always kept.
      draftTokens: 3,
      perRequestStatistics: null,
      capabilities: { includeUsage: true, specTokensDetails: true },
    });
  });

  it('reads the older route, and does not ask an older server for a word that it has not', () => {
    const older = { ...info, version: '0.5.18', speculative_algorithm: null, speculative_num_draft_tokens: null };
    expect(identify({ '/get_server_info': older })).toMatchObject({
      version: '0.5.18',
      speculation: false,
      draftTokens: null,
      capabilities: { includeUsage: true },
    });
  });

  it('knows nothing of what is not SGLang', () => {
    expect(identify({})).toBeNull();
    expect(identify({ '/server_info': { model_id: 'x' } })).toBeNull();
  });
});
