import { describe, expect, it } from 'vitest';
import { eventData } from '../testing/http-call.ts';
import { launch, launchStill, type Launched } from '../testing/launch-emulator.ts';
import { ask, passTime, question } from '../testing/openai-calls.ts';

/** TGI's own tests of faults are beside this file; here are those of the servers that share their handlers. */
const engines = ['vllm', 'sglang', 'trtllm', 'llamacpp'] as const;

const stream = { stream: true, max_tokens: 30 };
const launched = (engine: string, fault: string): Promise<Launched> =>
  launch(['--engine', engine, '--speculator', 'mlp', '--fault', fault]);

describe.each(engines)('faults of %s', (engine) => {
  it('reset and html', async () => {
    await expect(ask(await launched(engine, 'reset'))).rejects.toThrow('ECONNRESET');
    const page = await ask(await launched(engine, 'html'), stream);
    expect([page.status, page.text.startsWith('<!DOCTYPE html>')]).toEqual([200, true]);
  });

  it('refuse and silence', async () => {
    const emulator = await launchStill(['--engine', engine, '--fault', 'silence:durationMs=60000']);
    const answer = ask(emulator);
    for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
    emulator.clock.runUntil(59_999);
    expect(emulator.engine.truth().requests).toBe(0);
    expect((await passTime(emulator.clock, answer)).status).toBe(200);
    const refusing = await launchStill(['--engine', engine, '--fault', 'refuse:3000']);
    await expect(ask(refusing)).rejects.toThrow('ECONNREFUSED');
  });

  it('slow-first-token and stall hold events up, and nothing is lost', async () => {
    for (const fault of ['slow-first-token:4000', 'stall:after=4,durationMs=30000']) {
      const emulator = await launchStill(['--engine', engine, '--fault', fault]);
      const answer = ask(emulator, stream);
      while (emulator.engine.truth().waiting === 0) await new Promise(setImmediate);
      const { text } = await passTime(emulator.clock, answer);
      expect(emulator.clock.now()).toBeGreaterThanOrEqual(fault.startsWith('stall') ? 30_000 : 4000);
      expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
      expect(emulator.engine.truth()).toMatchObject({ finished: 1, tokens: 30 });
    }
  });

  it('cut-mid-event, and the engine stops', async () => {
    const emulator = await launched(engine, 'cut-mid-event:5');
    const { text, cut } = await ask(emulator, { stream: true, max_tokens: 900, ignore_eos: true });
    expect([cut, text.endsWith('\n\n'), text.split('\n\n').length]).toEqual([true, false, 6]);
    expect(emulator.engine.truth()).toMatchObject({ aborted: 1, finished: 0 });
    expect((await ask(emulator)).cut).toBe(true);
  });

  it('malformed-event and missing-done', async () => {
    const events = eventData((await ask(await launched(engine, 'malformed-event:after=2,count=1'), stream)).text);
    expect(events.map(isJson).indexOf(false)).toBe(2);
    const { text, cut } = await ask(await launched(engine, 'missing-done'), stream);
    expect([cut, text.includes('[DONE]')]).toEqual([false, false]);
  });

  it('overloaded, whole and streamed', async () => {
    const emulator = await launched(engine, 'overloaded');
    expect((await ask(emulator)).status).toBe(503);
    const { status, text } = await ask(emulator, stream);
    // SGLang finds its queue full when the stream has begun.
    expect([status, text.includes('503')]).toEqual([engine === 'sglang' ? 200 : 503, true]);
    expect(emulator.engine.truth().requests).toBe(0);
  });

  it('restart cuts answers and sets counters to zero, and the truth goes on', async () => {
    const emulator = await launched(engine, 'restart:5');
    const struck = await ask(emulator, stream);
    expect(struck.cut).toBe(true);
    expect((await ask(emulator, stream)).cut).toBe(false);
    expect(JSON.parse((await emulator.call('/emulator/truth')).text)).toMatchObject({
      epoch: 1,
      requests: 2,
      finished: 1,
    });
  });

  it('lossy: another text', async () => {
    const text = async (emulator: Launched): Promise<string> =>
      (JSON.parse((await ask(emulator, { max_tokens: 80 })).text) as { choices: [{ message: { content: string } }] })
        .choices[0].message.content;
    const [right, other] = [
      await text(await launch(['--engine', engine])),
      await text(await launched(engine, 'lossy')),
    ];
    expect(other).not.toBe(right);
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return text === '[DONE]';
  }
}

describe('GET /emulator/requests', () => {
  it.each(['tgi-3.3', ...engines])(
    '%s: what was really done for each request, under its x-request-id',
    async (engine) => {
      const emulator = await launch([
        '--engine',
        engine,
        '--speculator',
        'mlp',
        '--model-id',
        question.model,
        '--base',
        'llama-3-8b',
      ]);
      await ask(emulator, { max_tokens: 9 }, { 'x-request-id': 'a' });
      await ask(emulator, { max_tokens: 12, stream: true }, { 'x-request-id': 'b' });
      const read = async (path: string): Promise<unknown> => JSON.parse((await emulator.call(path)).text);
      const shown = (name: string, tokens: number): object => ({
        name,
        end: 'finished',
        promptTokens: expect.any(Number),
        work: expect.objectContaining({ tokens }),
      });
      expect(await read('/emulator/requests')).toEqual({ requests: [shown('a', 9), shown('b', 12)] });
      expect(await read('/emulator/requests?name=b')).toEqual({ requests: [shown('b', 12)] });
    },
  );
});
