import { expect, it } from 'vitest';
import { attempt, decisionFor, settle, settledRecord, streamReading } from '../../metering/testing/test-records.ts';
import { secretOf, startSimulatedAdmin } from '../../testing/simulated-admin.ts';
import { slipstreamCommand } from '../slipstream-command.ts';

it('shows what the meter of a running gateway concludes', async () => {
  await using admin = await startSimulatedAdmin();
  const decision = decisionFor(admin.config, 'mlp');
  for (const unitHash of [1, 2]) settle(admin.conclusions, settledRecord({ decision: { ...decision, unitHash } }));
  const lost = attempt({ outcome: 'client_gone', reading: streamReading({ speculation: null }) });
  settle(admin.conclusions, settledRecord({ decision, outcome: 'client_gone', attempts: [lost] }));

  const run = async (words: string): Promise<readonly [number, string]> => {
    let said = '';
    const code = await slipstreamCommand(words.split(' '), {
      out: (text) => void (said += text),
      err: (text) => void (said += text),
      env: { SLIPSTREAM_ADMIN: admin.url, SLIPSTREAM_ADMIN_KEY: secretOf('viewer') },
      wallTime: () => 0,
      isTerminal: false,
      newKey: () => 'k',
    });
    return [code, said];
  };
  const [code, table] = await run('conclusions --by class');
  expect(code).toBe(0);
  const lines = table.split('\n').map((line) => line.split(/\s{2,}/));
  expect(lines[0]?.slice(0, 7)).toEqual(['model', 'variant', 'class', 'method', 'requests', 'tokens', 'acceleration']);
  expect(lines[2]?.slice(0, 7)).toEqual(['tgi', 'mlp', 'chat', 'estimated', '2', '22', '1.83 [1.83, 1.83]']);
  expect(lines[3]).toEqual(['tgi', 'mlp', 'chat', '–', '1', '11', ...Array.from({ length: 8 }, () => '–'), '0.7']);

  const [, json] = await run('conclusions --json --model tgi');
  expect(JSON.parse(json)).toMatchObject({
    rows: [{ variant: 'baseline' }, { method: 'estimated' }, { method: null }, {}],
  });
  expect(await run('conclusions --by user')).toEqual([2, expect.stringContaining('concurrency')]);
});
