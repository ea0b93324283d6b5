import { describe, expect, it } from 'vitest';
import { launch, launchStill } from '../../../testing/launch-emulator.ts';
import { ask, askStream, passTime, readEvents } from '../../../testing/openai-calls.ts';

const sglang = ['--engine', 'sglang', '--speculator', 'eagle'];

describe('errors of SGLang', () => {
  it.each([
    [
      'no messages',
      { messages: undefined },
      { type: 'Bad Request', message: expect.stringContaining("'loc': ('body', 'messages')") },
    ],
    ['a wrong type', { temperature: 'hot' }, { type: 'Bad Request', message: expect.stringContaining('valid number') }],
    [
      'no room',
      { max_tokens: 5000 },
      { type: 'BadRequest', message: expect.stringContaining('You requested a total of') },
    ],
    ['top_p of 0', { top_p: 0 }, { type: 'BadRequest' }],
  ])('%s: flat', async (_what, fields, error) => {
    const emulator = await launch(sglang);
    const answer = await ask(emulator, fields);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toMatchObject({ object: 'error', code: 400, param: null, ...error });
  });

  it('a full queue: 503 and flat, or an event inside a stream of status 200', async () => {
    const emulator = await launchStill([...sglang, '--flag', 'max-queued-requests=1']);
    const waiting = ask(emulator);
    while (emulator.engine.truth().waiting === 0) await new Promise(setImmediate);
    const whole = await ask(emulator);
    expect([whole.status, JSON.parse(whole.text)]).toMatchObject([
      503,
      { object: 'error', message: 'The request queue is full.', type: '503' },
    ]);
    const { answer, events, done } = await askStream(emulator);
    expect([answer.status, done]).toEqual([200, true]);
    expect(events).toMatchObject([
      { error: { message: 'The request queue is full.', type: 'SERVICE_UNAVAILABLE', code: 503 } },
    ]);
    expect((await passTime(emulator.clock, waiting)).status).toBe(200);
    expect(emulator.engine.truth().requests).toBe(1);
  });

  it('a key is asked for everywhere but at health and metrics', async () => {
    const emulator = await launch([...sglang, '--api-key', 'k', '--flag', 'enable-metrics']);
    for (const path of ['/v1/models', '/v1/loads', '/server_info', '/none']) {
      const { status, text } = await emulator.call(path);
      expect([path, status, text]).toEqual([path, 401, '{"error":"Unauthorized"}']);
    }
    for (const path of ['/health', '/metrics', '/emulator/truth']) expect((await emulator.call(path)).status).toBe(200);
  });

  it.each(['generation-failed:5', 'internal:5'])('%s: an error inside the stream, nested', async (fault) => {
    const emulator = await launch([...sglang, '--fault', fault]);
    const { answer, events, done } = await askStream(emulator);
    expect([answer.status, done]).toEqual([200, true]);
    expect(events.at(-1)!.error).toMatchObject({ object: 'error', type: 'InternalServerError', code: 500 });
    const whole = await ask(emulator);
    expect([whole.status, JSON.parse(whole.text)]).toMatchObject([500, { object: 'error', code: 500 }]);
  });

  it('missing-done and wrong-usage', async () => {
    const emulator = await launch([...sglang, '--fault', 'missing-done', '--fault', 'wrong-usage']);
    const { text } = await ask(emulator, { stream: true, stream_options: { include_usage: true } });
    expect(text).not.toContain('[DONE]');
    expect(readEvents(text).events.at(-1)!.usage!.completion_tokens).toBe(87);
  });
});

describe('the other routes of SGLang', () => {
  const json = async (
    emulator: { call(path: string): Promise<{ text: string }> },
    path: string,
  ): Promise<Record<string, unknown>> => JSON.parse((await emulator.call(path)).text) as Record<string, unknown>;

  it('/v1/models, and one of them', async () => {
    const emulator = await launch([...sglang, '--model-id', 'org/model']);
    expect(await json(emulator, '/v1/models')).toMatchObject({ data: [{ id: 'org/model', owned_by: 'sglang' }] });
    expect(await json(emulator, '/v1/models/org/model')).toMatchObject({ id: 'org/model' });
    const other = await emulator.call('/v1/models/gpt');
    expect([other.status, JSON.parse(other.text)]).toMatchObject([404, { error: { code: 'model_not_found' } }]);
  });

  it('/v1/loads: the load as it is, the speculation as of the last set of statistics', async () => {
    const emulator = await launchStill([...sglang, '--flag', 'dp-size=2']);
    const answers = [
      ask(emulator, { max_tokens: 600, ignore_eos: true }),
      ask(emulator, { max_tokens: 600, ignore_eos: true }),
    ];
    while (emulator.engine.truth().waiting < 2) await new Promise(setImmediate);
    while (emulator.engine.truth().steps < 100) emulator.clock.step();
    const { loads } = (await json(emulator, '/v1/loads')) as {
      loads: { dp_rank: number; num_running_reqs: number; speculative: { accept_length: number } }[];
    };
    expect(loads.map(({ dp_rank, num_running_reqs }) => [dp_rank, num_running_reqs])).toEqual([
      [0, 1],
      [1, 1],
    ]);
    expect(loads[0]!.speculative.accept_length).toBeGreaterThan(1.5);
    expect(await json(emulator, '/v1/loads?include=core&dp_rank=1')).toMatchObject({
      loads: [{ dp_rank: 1, num_total_reqs: 1 }],
    });
    expect(JSON.stringify(await json(emulator, '/v1/loads?include=core'))).not.toContain('speculative');
    expect((await emulator.call('/v1/loads?dp_rank=9')).status).toBe(400);
    const { text } = await emulator.call('/v1/loads?format=prometheus');
    expect(text).toContain('# TYPE sglang_spec_accept_length gauge\nsglang_spec_accept_length{dp_rank="0"} ');
    await passTime(emulator.clock, Promise.all(answers));
  });

  it('/server_info and /model_info', async () => {
    const emulator = await launch(sglang);
    await ask(emulator, { max_tokens: 400, ignore_eos: true });
    const info = await json(emulator, '/server_info');
    expect(info).toMatchObject({
      speculative_algorithm: 'EAGLE3',
      speculative_num_steps: 4,
      speculative_num_draft_tokens: 5,
      version: '0.5.19',
    });
    const [state] = info['internal_states'] as { avg_spec_accept_length: number }[];
    expect(state!.avg_spec_accept_length).toBeGreaterThan(1.5);
    expect(await json(emulator, '/get_model_info')).toMatchObject({ is_generation: true, weight_version: 'default' });
    expect(await json(await launch(['--engine', 'sglang']), '/server_info')).toMatchObject({
      speculative_algorithm: null,
    });
  });

  it('/health_generate makes a token that no counter of requests has', async () => {
    const emulator = await launch([...sglang, '--flag', 'enable-metrics']);
    expect((await emulator.call('/health')).status).toBe(200);
    expect(emulator.engine.truth().requests).toBe(0);
    expect((await emulator.call('/health_generate')).status).toBe(200);
    expect(emulator.engine.truth()).toMatchObject({ requests: 1, tokens: 1 });
    expect((await emulator.call('/metrics')).text).not.toContain('num_requests_total');
  });
});
