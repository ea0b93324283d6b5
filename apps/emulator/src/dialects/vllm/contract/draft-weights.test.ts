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

  it('fails out of order, with weights that are not there, and where the routes are not', async () => {
    const emulator = await launched();
    expect(await swap(emulator, 'eagle-v9')).toEqual([200, 500, 500]);
    expect((await emulator.call('/update_weights', { body: {} })).status).toBe(400);
    const plain = await launch(['--engine', 'vllm', '--speculator', 'eagle']);
    expect((await plain.call('/start_draft_weight_update', { method: 'POST' })).status).toBe(404);
  });
});
