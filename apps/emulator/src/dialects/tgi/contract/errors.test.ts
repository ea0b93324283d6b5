import { describe, expect, it } from 'vitest';
import { chat, plainChat } from '../../../testing/chat-calls.ts';
import { eventData } from '../../../testing/http-call.ts';
import { launch, launchStill } from '../../../testing/launch-emulator.ts';

const topP = 'Input validation error: `top_p` must be > 0.0 and < 1.0';
const validation = `{"error":"${topP}","error_type":"validation"}`;

describe('errors in a stream come with status 200', () => {
  it('tgi-2.0: the event has TGI’s shape, and the body ends', async () => {
    const emulator = await launch(['--dialect', 'tgi-2.0']);
    const { status, text } = await chat(emulator, { stream: true, top_p: 1 });
    expect([status, text]).toEqual([200, `data:${validation}\n\n`]);
  });

  it('tgi-2.2: the event has TGI’s shape, and [DONE] follows', async () => {
    const emulator = await launch();
    const { status, text } = await chat(emulator, { stream: true, top_p: 1 });
    expect([status, text]).toEqual([200, `data: ${validation}\n\ndata: [DONE]\n\n`]);
  });

  it.each([
    ['validation', [], { top_p: 1 }, topP],
    ['overload', ['--fault', 'overloaded'], {}, 'Model is overloaded'],
    [
      'a failed step',
      ['--fault', 'generation-failed'],
      {},
      'Request failed during generation: Server error: CUDA out of memory.',
    ],
    ['an incomplete generation', ['--fault', 'internal'], {}, 'Incomplete generation stream'],
  ])(
    'tgi-3.3: of %s the event has OpenAI’s shape and says 422, and [DONE] follows',
    async (_what, args, fields, message) => {
      const emulator = await launch(['--dialect', 'tgi-3.3', ...args]);
      const { status, text } = await chat(emulator, { stream: true, ...fields });
      expect([status, text]).toEqual([
        200,
        `data: ${JSON.stringify({ error: { message, http_status_code: 422 } })}\n\ndata: [DONE]\n\n`,
      ]);
    },
  );

  it('tgi-3.3: /generate_stream keeps TGI’s shape, without [DONE]', async () => {
    const emulator = await launch(['--dialect', 'tgi-3.3']);
    const { text } = await emulator.call('/generate_stream', { body: { inputs: 'Hi', parameters: { top_p: 1 } } });
    expect(text).toBe(`data: ${validation}\n\n`);
  });

  it('tgi-2.2: best_of and decoder_input_details cannot be streamed', async () => {
    const emulator = await launch();
    for (const [parameters, reason] of [
      [{ best_of: 2, do_sample: true }, '`best_of` != 1'],
      [{ decoder_input_details: true }, '`decoder_input_details` == true'],
    ] as const) {
      const { text } = await emulator.call('/generate_stream', { body: { inputs: 'Hi', parameters } });
      expect(text).toContain(`${reason} is not supported when streaming tokens`);
    }
  });
});

describe('errors outside a stream', () => {
  it.each([
    ['overloaded', 429, '{"error":"Model is overloaded","error_type":"overloaded"}'],
    [
      'generation-failed',
      424,
      '{"error":"Request failed during generation: Server error: CUDA out of memory.","error_type":"generation"}',
    ],
    ['internal', 500, '{"error":"Incomplete generation","error_type":"incomplete_generation"}'],
  ])('tgi-2.2: %s is %i with its error_type', async (fault, status, text) => {
    const emulator = await launch(['--fault', fault]);
    const answer = await chat(emulator);
    expect(answer).toMatchObject({ status, text });
    expect(answer.headers).not.toHaveProperty('retry-after');
  });

  it('tgi-2.2: without a free permit the answer is 429 at once, inside the stream if there is one', async () => {
    const emulator = await launchStill(['--max-concurrent-requests', '1']);
    const held = chat(emulator);
    while (emulator.engine.truth().waiting === 0) await new Promise(setImmediate);
    expect(await chat(emulator)).toMatchObject({ status: 429 });
    const { status, text } = await chat(emulator, { stream: true });
    expect(status).toBe(200);
    expect(eventData(text)[0]).toBe('{"error":"Model is overloaded","error_type":"overloaded"}');
    emulator.clock.runAll();
    expect((await held).status).toBe(200);
  });

  it('tgi-2.2: a failed step fails every request of its batch', async () => {
    const emulator = await launchStill(['--fault', 'generation-failed:after=0,count=1']);
    const answers = Promise.all([chat(emulator), chat(emulator), chat(emulator)]);
    while (emulator.engine.truth().waiting < 3) await new Promise(setImmediate);
    emulator.clock.runAll();
    expect((await answers).map(({ status }) => status)).toEqual([424, 424, 424]);
  });
});

describe('rejections are plain text', () => {
  const post = async (body: string, headers: Record<string, string> = {}) => {
    const emulator = await launch();
    return emulator.call('/v1/chat/completions', { method: 'POST', body, headers });
  };

  it.each([
    ['{"messages":', 'EOF while parsing a value at line 1 column 12'],
    ['not json', 'expected value at line 1 column 1'],
    ['{"messages":[]} x', 'trailing characters at line 1 column 17'],
    ['{"a":1,\n}', 'trailing comma at line 2 column 1'],
    ['', 'EOF while parsing a value at line 1 column 0'],
  ])('tgi-2.2: a body that is not JSON is 400: %j', async (body, reason) => {
    const { status, text, headers } = await post(body);
    expect([status, text]).toEqual([400, `Failed to parse the request body as JSON: ${reason}`]);
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
  });

  it.each([
    ['{"messages":"x"}', 'messages: invalid type: string "x", expected a sequence at line 1 column 15'],
    ['{"model":"tgi"}', 'missing field `messages` at line 1 column 15'],
    ['{"messages":[],"max_tokens":-1}', 'max_tokens: invalid value: integer `-1`, expected u32 at line 1 column 30'],
    [
      '{"messages":[],"max_tokens":1.5}',
      'max_tokens: invalid type: floating point `1.5`, expected u32 at line 1 column 31',
    ],
    ['{"messages":[],"stop":"."}', 'stop: invalid type: string ".", expected a sequence at line 1 column 25'],
    ['{"messages":[],"logit_bias":{}}', 'logit_bias: invalid type: map, expected a sequence at line 1 column 29'],
    ['{"messages":[],"stream":null}', 'stream: invalid type: null, expected a boolean at line 1 column 28'],
    ['{"messages":[],"seed":1,"seed":2}', 'duplicate field `seed` at line 1 column 30'],
  ])('tgi-2.2: JSON of the wrong type is 422: %s', async (body, reason) => {
    const { status, text } = await post(body);
    const what = 'Failed to deserialize the JSON body into the target type: ';
    expect([status, text]).toEqual([422, what + reason]);
  });

  it('tgi-2.2: a body of another content type is 415', async () => {
    const { status, text } = await post('{}', { 'content-type': 'text/plain' });
    expect([status, text]).toEqual([415, 'Expected request with `Content-Type: application/json`']);
    expect((await post('{', { 'content-type': 'application/vnd.api+json; charset=utf-8' })).status).toBe(400);
  });

  it.each([
    ['tgi-2.2', 2_097_152],
    ['tgi-3.3', 2_000_000],
  ])('%s: a body above %i bytes is 413', async (dialect, limit) => {
    const emulator = await launch(['--dialect', dialect]);
    const body = (size: number): string => {
      const frame = JSON.stringify({ ...plainChat, padding: '' });
      return frame.replace('"padding":""', `"padding":"${'x'.repeat(size - frame.length)}"`);
    };
    const { status, text } = await emulator.call('/v1/chat/completions', { body: body(limit + 1) });
    expect([status, text]).toEqual([413, 'Failed to buffer the request body: length limit exceeded']);
    expect((await emulator.call('/v1/chat/completions', { body: body(limit) })).status).toBe(200);
  });

  it('tgi-3.3: stream_options null is refused', async () => {
    const emulator = await launch(['--dialect', 'tgi-3.3']);
    const { status, text } = await chat(emulator, { stream_options: null });
    expect([status, text]).toEqual([422, expect.stringContaining('stream_options: invalid type: null')]);
  });

  it('tgi-2.2: rejections are real HTTP errors for streams too', async () => {
    const emulator = await launch();
    expect((await chat(emulator, { stream: true, stop: '.' })).status).toBe(422);
  });
});
