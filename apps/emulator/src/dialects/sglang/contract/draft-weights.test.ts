import { describe, expect, it } from 'vitest';
import { launch, type Launched } from '../../../testing/launch-emulator.ts';
import { askJson } from '../../../testing/openai-calls.ts';

const launched = (...more: string[]): Promise<Launched> =>
  launch([
    '--engine',
    'sglang',
    '--speculator',
    'eagle',
    '--draft-quality',
    '0.4',
    '--draft-weights',
    '/models/v2=1',
    ...more,
  ]);

async function verifications(emulator: Launched): Promise<number> {
  const { choices } = await askJson(emulator, { max_tokens: 300, ignore_eos: true, return_meta_info: true });
  return choices[0]!.meta_info!['spec_verify_ct'] as number;
}

const swap = (emulator: Launched, body: object) => emulator.call('/update_weights_from_disk', { body });

describe('a swap of draft weights in SGLang', () => {
  it('changes the acceptance from the next step on, and says its version in every answer', async () => {
    const emulator = await launched();
    const before = await verifications(emulator);
    const { status, text } = await swap(emulator, { model_path: '/models/v2', weight_version: 'two' });
    expect([status, JSON.parse(text)]).toMatchObject([
      200,
      { success: true, message: expect.stringContaining('Weight version updated to two.') },
    ]);
    expect(await verifications(emulator)).toBeLessThan(before / 1.3);
    expect(await askJson(emulator)).toMatchObject({ metadata: { weight_version: 'two' } });
    expect((await emulator.call('/model_info')).text).toContain('"weight_version":"two"');
    // The server has the name of what it loaded, from then on.
    expect((await emulator.call('/v1/models')).text).toContain('"id":"/models/v2"');
  });

  it('stale-draft: says the same, and nothing changes', async () => {
    const emulator = await launched('--fault', 'stale-draft');
    const before = await verifications(emulator);
    expect((await swap(emulator, { model_path: '/models/v2', weight_version: 'two' })).status).toBe(200);
    expect(await verifications(emulator)).toBe(before);
  });

  it('fails with weights that are not there', async () => {
    const emulator = await launched();
    const before = await verifications(emulator);
    const failed = await swap(emulator, { model_path: '/models/v9' });
    expect([failed.status, JSON.parse(failed.text)]).toMatchObject([400, { success: false, num_paused_requests: 0 }]);
    const invalid = await swap(emulator, {});
    expect([invalid.status, JSON.parse(invalid.text)]).toMatchObject([
      400,
      { object: 'error', type: 'Bad Request', message: expect.stringContaining("('body', 'model_path')") },
    ]);
    expect(await verifications(emulator)).toBe(before);
  });

  it('waits for what runs, and lets others wait', async () => {
    const emulator = await launched();
    const running = askJson(emulator, { max_tokens: 300, ignore_eos: true });
    while (emulator.engine.load().running < 1) await new Promise((resolve) => setImmediate(resolve));
    const swapped = swap(emulator, { model_path: '/models/v2' }).then(({ status }) => [
      status,
      emulator.engine.truth(),
    ]);
    expect((await running).choices[0]?.finish_reason).toBe('length');
    expect(await swapped).toMatchObject([200, { finished: 1, running: 0 }]);
    expect((await askJson(emulator)).choices[0]?.finish_reason).toBe('length');
  });
});
