import { describe, expect, it } from 'vitest';
import { chat, chatJson } from '../testing/chat-calls.ts';
import { eventData, httpCall, jsonEvents } from '../testing/http-call.ts';
import { launch, type Launched, launchStill } from '../testing/launch-emulator.ts';
import { metric } from '../testing/metric-page.ts';

const set = (emulator: Launched, ...faults: object[]) => emulator.call('/emulator/faults', { body: { faults } });
const stream = { stream: true, max_tokens: 20 };

describe('faults of connections', () => {
  it('refuse: connections are refused for the time given, then served on the same port', async () => {
    const emulator = await launchStill(['--fault', 'refuse:3000']);
    await expect(emulator.call('/health')).rejects.toThrow('ECONNREFUSED');
    emulator.clock.runUntil(3000);
    while (!(await isServing(emulator.url)));
    expect((await emulator.call('/health')).status).toBe(200);
  });

  it('refuse: set by the control route, which answers first', async () => {
    const emulator = await launchStill();
    expect((await set(emulator, { kind: 'refuse', durationMs: 1000 })).status).toBe(200);
    await expect(emulator.call('/health')).rejects.toThrow('ECONNREFUSED');
  });

  it('reset: the connection is reset before the head', async () => {
    const emulator = await launch(['--fault', 'reset']);
    await expect(chat(emulator)).rejects.toThrow('ECONNRESET');
    expect((await emulator.call('/health')).status).toBe(200);
  });

  it('silence: no byte comes until the time is over', async () => {
    const emulator = await launchStill(['--fault', 'silence:durationMs=60000']);
    const answer = chat(emulator);
    await untilStruck(emulator);
    expect((await emulator.call('/health')).status).toBe(200);
    emulator.clock.runUntil(59_999);
    expect(emulator.engine.truth().requests).toBe(0);
    emulator.clock.runUntil(60_000);
    while (emulator.engine.truth().requests === 0) await new Promise(setImmediate);
    emulator.clock.runAll();
    expect((await answer).status).toBe(200);
  });

  it('html: a page with status 200 instead of an answer', async () => {
    const emulator = await launch(['--fault', 'html']);
    const { status, text, headers } = await chat(emulator, stream);
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(text).toMatch(/^<!DOCTYPE html>/);
  });

  it('restart: running answers are cut, counters are at zero, and the truth goes on', async () => {
    const emulator = await launch();
    await chat(emulator);
    await set(emulator, { kind: 'restart', after: 5 });
    const struck = await chat(emulator, stream);
    expect(struck.cut).toBe(true);
    expect(eventData(struck.text).length).toBeLessThanOrEqual(5);
    expect(await metric(emulator, 'tgi_request_success')).toBeNull();
    expect(JSON.parse((await emulator.call('/emulator/truth')).text)).toMatchObject({ epoch: 1, requests: 2 });
    // Once is its default.
    expect((await chat(emulator, stream)).cut).toBe(false);
  });

  it('POST /emulator/restart: answers, and counts its epoch', async () => {
    const emulator = await launch();
    await chat(emulator);
    const { text } = await emulator.call('/emulator/restart', { method: 'POST' });
    expect(text).toBe('{"epoch":1}');
    expect((await emulator.call('/metrics')).text).toBe('');
  });
});

describe('faults of streams', () => {
  it('slow-first-token: the head comes, the first event late', async () => {
    const emulator = await launchStill(['--fault', 'slow-first-token:4000']);
    const answer = await fetch(`${emulator.url}/v1/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ prompt: 'a b', max_tokens: 2, stream: true }),
    });
    expect(answer.status).toBe(200);
    const reader = answer.body!.getReader();
    let came = false;
    const first = reader.read().then((read) => {
      came = true;
      return read;
    });
    emulator.clock.runUntil(3999);
    await emulator.call('/health');
    expect(came).toBe(false);
    emulator.clock.runAll();
    expect(eventData(new TextDecoder().decode((await first).value))).toHaveLength(3);
  });

  it('stall: after some events the stream stops, and goes on after the time', async () => {
    const emulator = await launchStill(['--fault', 'stall:after=4,durationMs=30000']);
    const answer = await fetch(`${emulator.url}/v1/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ prompt: 'a b', max_tokens: 10, stream: true }),
    });
    emulator.clock.runUntil(20_000);
    const reader = answer.body!.getReader();
    let text = '';
    while (eventData(text).length < 4) text += new TextDecoder().decode((await reader.read()).value);
    expect(eventData(text)).toHaveLength(4);
    emulator.clock.runAll();
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      text += new TextDecoder().decode(read.value);
    }
    // Hung processes write no comments.
    expect(text).not.toContain(':\n\n:');
    expect(eventData(text)).toHaveLength(11);
  });

  it('cut-mid-event: the connection ends inside an event, and the engine stops', async () => {
    const emulator = await launch(['--fault', 'cut-mid-event:7']);
    const { status, text, cut } = await chat(emulator, stream);
    expect([status, cut]).toEqual([200, true]);
    expect(text.split('\n\n')).toHaveLength(8);
    expect(text.endsWith('\n\n')).toBe(false);
    expect(emulator.engine.truth().aborted).toBe(1);
  });

  it('malformed-event: one event is not JSON, the others are', async () => {
    const emulator = await launch(['--fault', 'malformed-event:after=2,count=1']);
    const events = eventData((await chat(emulator, stream)).text);
    const broken = events.map((data) => data !== '[DONE]' && !isJson(data));
    expect(broken.indexOf(true)).toBe(2);
    expect(broken.filter(Boolean)).toHaveLength(1);
    expect(events).toHaveLength(21);
  });

  it('missing-done: the stream ends cleanly without [DONE]', async () => {
    const emulator = await launch(['--fault', 'missing-done']);
    const { text, cut } = await chat(emulator, stream);
    expect(cut).toBe(false);
    expect(eventData(text)).toHaveLength(20);
    expect(text).not.toContain('[DONE]');
  });

  it('missing-done with after: a clean end in the middle of the answer', async () => {
    const emulator = await launch(['--fault', 'missing-done:6']);
    const { text, cut } = await chat(emulator, stream);
    expect([cut, eventData(text).length]).toEqual([false, 6]);
  });

  it('generation-failed and internal: an error event after some tokens', async () => {
    const emulator = await launch(['--fault', 'generation-failed:5']);
    const failed = eventData((await chat(emulator, stream)).text);
    expect(failed).toHaveLength(7);
    expect(failed[5]).toContain('"error_type":"generation"');
    await set(emulator, { kind: 'internal', after: 2 });
    const broken = eventData((await chat(emulator, stream)).text);
    expect(broken[2]).toBe('{"error":"Incomplete generation","error_type":"incomplete_generation"}');
  });
});

describe('faults of whole answers', () => {
  it('cut-mid-event: the body is shorter than its length', async () => {
    const emulator = await launch(['--fault', 'cut-mid-event']);
    const { text, cut, headers } = await chat(emulator);
    expect(cut).toBe(true);
    expect(text.length).toBeLessThan(Number(headers['content-length']));
  });

  it('malformed-event: the body is not JSON', async () => {
    const emulator = await launch(['--fault', 'malformed-event']);
    const { status, text } = await chat(emulator);
    expect([status, isJson(text)]).toEqual([200, false]);
  });

  it('wrong-usage: the body says more than the engine made', async () => {
    const emulator = await launch(['--dialect', 'tgi-3.3', '--fault', 'wrong-usage']);
    expect(chatJson(await chat(emulator)).usage.completion_tokens).toBe(31);
    const { text } = await chat(emulator, { stream: true, stream_options: { include_usage: true } });
    const last = jsonEvents<{ usage: { completion_tokens: number } }>(text).at(-1)!;
    expect(last.usage.completion_tokens).toBe(31);
    expect(emulator.engine.truth().tokens).toBe(24);
  });

  it('garbled-metrics: the page cannot be parsed, as often as told', async () => {
    const emulator = await launch(['--fault', 'garbled-metrics:count=1']);
    await chat(emulator);
    await expect(metric(emulator, 'tgi_request_count')).rejects.toThrow('line');
    expect(await metric(emulator, 'tgi_request_count')).toBe(2);
  });

  it('lossy: about the share given of the greedy answers is another', async () => {
    const honest = await launch();
    const lossy = await launch(['--fault', 'lossy:0.5']);
    const texts = async (emulator: Launched): Promise<string[]> => {
      const prompts = Array.from({ length: 24 }, (_, index) => `Question ${index}: what is the sea?`);
      const answers = prompts.map((content) =>
        chat(emulator, { messages: [{ role: 'user', content }], max_tokens: 60 }),
      );
      return (await Promise.all(answers)).map((answer) => chatJson(answer).choices[0]!.message.content);
    };
    const [right, other] = [await texts(honest), await texts(lossy)];
    const different = right.filter((text, index) => text !== other[index]).length;
    expect(different).toBeGreaterThan(4);
    expect(different).toBeLessThan(20);
    await lossy.call('/emulator/faults', { method: 'DELETE' });
    expect(await texts(lossy)).toEqual(right);
  });
});

describe('the control route', () => {
  it('share and count limit whom a fault strikes', async () => {
    const emulator = await launch();
    await set(emulator, { kind: 'overloaded', share: 0.5, count: 3 });
    const statuses: number[] = [];
    for (let request = 0; request < 20; request += 1) statuses.push((await chat(emulator, { max_tokens: 1 })).status);
    expect(statuses.filter((status) => status === 429)).toHaveLength(3);
    expect(statuses.slice(0, 4)).not.toEqual([429, 429, 429, 200]);
  });

  it('durationMs is the life of a fault that is no delay', async () => {
    const emulator = await launchStill();
    await set(emulator, { kind: 'overloaded', durationMs: 1000 });
    expect((await chat(emulator)).status).toBe(429);
    emulator.clock.runUntil(1001);
    const answer = chat(emulator);
    while (emulator.engine.truth().waiting === 0) await new Promise(setImmediate);
    emulator.clock.runAll();
    expect((await answer).status).toBe(200);
  });

  it('replaces, shows and deletes', async () => {
    const emulator = await launch(['--fault', 'html']);
    const { text } = await set(emulator, { kind: 'stall' });
    expect(text).toBe('{"faults":[{"kind":"stall","after":3,"share":1,"struck":0}]}');
    expect((await emulator.call('/emulator/faults')).text).toBe(text);
    await emulator.call('/emulator/faults', { method: 'DELETE' });
    expect((await emulator.call('/emulator/faults')).text).toBe('{"faults":[]}');
  });

  it.each([
    ['not JSON', '{', 'expected {"faults"'],
    ['no list', '{}', 'expected {"faults"'],
    ['an unknown kind', '{"faults":[{"kind":"fire"}]}', 'unknown fault "fire"'],
    ['an option that the kind has not', '{"faults":[{"kind":"html","after":1}]}', 'not "after"'],
    ['a share above 1', '{"faults":[{"kind":"html","share":2}]}', 'share must be between 0 and 1'],
  ])('%s is 400 with the reason, and changes nothing', async (_what, body, reason) => {
    const emulator = await launch(['--fault', 'overloaded']);
    const answer = await emulator.call('/emulator/faults', { method: 'POST', body });
    expect(answer.status).toBe(400);
    expect((JSON.parse(answer.text) as { error: string }).error).toContain(reason);
    expect((await chat(emulator)).status).toBe(429);
  });

  it('/emulator/truth tells what the engine did', async () => {
    const emulator = await launch(['--speculator', 'mlp']);
    await chat(emulator);
    const truth = JSON.parse((await emulator.call('/emulator/truth')).text) as Record<string, number>;
    expect(truth).toMatchObject({ epoch: 0, requests: 1, prefills: 1, tokens: 12, running: 0, waiting: 0, aborted: 0 });
    expect(truth['steps']! + truth['accepted']!).toBe(12);
    expect(truth['draftTokens']).toBe(4 * truth['drafts']!);
    expect(truth['decodeSeconds']).toBeGreaterThan(0);
  });
});

async function untilStruck(emulator: Launched): Promise<void> {
  while (!(await emulator.call('/emulator/faults')).text.includes('"struck":1'));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

async function isServing(url: string): Promise<boolean> {
  return httpCall(`${url}/health`).then(
    () => true,
    () => false,
  );
}
