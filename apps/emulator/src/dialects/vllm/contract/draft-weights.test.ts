import { describe, expect, it } from 'vitest';
import { launch, type Launched } from '../../../testing/launch-emulator.ts';
import { askJson } from '../../../testing/openai-calls.ts';

const launched = (...more: string[]): Promise<Launched> =>
  launch([
    '--engine',
    'vllm',
    '--speculator',
    'eagle',
    '--draft-quality',
    '0.4',
    '--draft-weights',
    'eagle-v2=1',
    '--flag',
    'dev-mode',
    '--flag',
    'weight-transfer-config=nccl',
    ...more,
  ]);

/** Tokens per step of the same long answer. */
async function acceleration(emulator: Launched): Promise<number> {
  const before = emulator.engine.truth();
  await askJson(emulator, { max_tokens: 300, ignore_eos: true });
  const after = emulator.engine.truth();
  return (after.tokens - before.tokens) / (after.steps - before.steps);
}

async function swap(emulator: Launched, name = 'eagle-v2'): Promise<readonly number[]> {
  const post = async (path: string, body: object = {}): Promise<number> => (await emulator.call(path, { body })).status;
  return [
    await post('/start_draft_weight_update'),
    await post('/update_weights', { update_info: { weights: name } }),
    await post('/finish_weight_update', { weight_version: 'v2' }),
  ];
}

describe('a swap of draft weights in vLLM', () => {
  it('changes the acceptance from the next step on, and not the text', async () => {
    const emulator = await launched();
    const text = (await askJson(emulator)).choices[0]!.message.content;
    const before = await acceleration(emulator);
    expect(await swap(emulator)).toEqual([200, 200, 200]);
    expect(await acceleration(emulator)).toBeGreaterThan(before * 1.3);
    expect((await askJson(emulator)).choices[0]!.message.content).toBe(text);
    expect((await emulator.call('/weight_info')).text).toBe('{"weight_version":"v2"}');
  });

  it('stale-draft: says the same, and nothing changes', async () => {
    const emulator = await launched('--fault', 'stale-draft');
    const before = await acceleration(emulator);
    expect(await swap(emulator)).toEqual([200, 200, 200]);
    expect((await emulator.call('/weight_info')).text).toBe('{"weight_version":"v2"}');
    expect(await acceleration(emulator)).toBe(before);
  });

  it('is undone by a restart', async () => {
    const emulator = await launched();
    const before = await acceleration(emulator);
    await swap(emulator);
    await emulator.call('/emulator/restart', { method: 'POST' });
    expect(await acceleration(emulator)).toBe(before);
  });

  it('is a session: one at a time, ended by what fails in it, and empty where nothing was sent', async () => {
    const emulator = await launched();
    const before = await acceleration(emulator);
    const post = async (path: string, body: object = {}) => {
      const { status, text } = await emulator.call(path, { body });
      return `${status} ${status === 200 ? '' : (JSON.parse(text) as { error: { message: string } }).error.message}`.trim();
    };
    const raised = '500 Call to collective_rpc method failed:';
    const info = { update_info: { weights: 'eagle-v2' } };
    expect(await post('/update_weights', info)).toBe(
      `${raised} start_weight_update must be called before update_weights.`,
    );
    expect(await post('/finish_weight_update')).toBe(
      `${raised} finish_weight_update called without a matching start_weight_update.`,
    );
    expect(await post('/update_weights')).toBe("400 Missing 'update_info' in request body");
    expect(await post('/start_draft_weight_update')).toBe('200');
    expect(await post('/start_draft_weight_update')).toBe(
      `${raised} start_weight_update called while a weight update is already active. Call finish_weight_update first.`,
    );
    expect(await post('/finish_weight_update')).toBe('200');
    expect(await swap(emulator, 'eagle-v9')).toEqual([200, 500, 500]);
    expect(await acceleration(emulator)).toBe(before);
  });

  it('needs the development mode, a weight transfer and a draft model', async () => {
    const eagle = ['--engine', 'vllm', '--speculator', 'eagle'];
    const start = async (args: readonly string[]) => {
      const { status, text } = await (await launch(args)).call('/start_draft_weight_update', { method: 'POST' });
      return [status, text];
    };
    const dev = ['--flag', 'dev-mode'];
    const configured = [...dev, '--flag', 'weight-transfer-config=ipc'];
    expect((await start(eagle))[0]).toBe(404);
    expect(await start([...eagle, ...dev])).toEqual([500, expect.stringContaining('Weight transfer not configured.')]);
    expect((await start(['--engine', 'vllm', '--speculator', 'ngram', ...configured]))[0]).toBe(500);
    expect((await start([...eagle, ...configured]))[0]).toBe(200);
  });
});

describe('a pause of vLLM', () => {
  it('freezes what runs and lets others wait, and all of it goes on when it is resumed', async () => {
    const emulator = await launched();
    expect((await emulator.call('/pause?mode=keep', { method: 'POST' })).text).toBe('{"status":"paused"}');
    const waiting = askJson(emulator);
    expect((await emulator.call('/is_paused')).text).toBe('{"is_paused":true}');
    while (emulator.engine.load().waiting < 1) await new Promise((resolve) => setImmediate(resolve));
    expect(emulator.engine.truth()).toMatchObject({ steps: 0 });
    expect((await emulator.call('/resume', { method: 'POST' })).text).toBe('{"status":"resumed"}');
    expect((await waiting).choices[0]?.finish_reason).toBe('length');
    expect((await emulator.call('/pause', { method: 'POST' })).status).toBe(400);
  });

  it('is over after a restart', async () => {
    const emulator = await launched();
    await emulator.call('/pause?mode=wait', { method: 'POST' });
    await emulator.call('/emulator/restart', { method: 'POST' });
    expect((await emulator.call('/is_paused')).text).toBe('{"is_paused":false}');
    expect((await askJson(emulator)).choices[0]?.finish_reason).toBe('length');
  });
});
