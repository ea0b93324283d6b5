import { expect, it } from 'vitest';
import type { RolloutRow, RolloutTable, SamplePart, WebhookDelivery } from '../../../ports.ts';

const row = (revision: number, changes: Partial<RolloutRow> = {}): RolloutRow => ({
  name: 'live',
  revision,
  state: `{"at":${revision}}`,
  runMs: 10.5,
  report: null,
  ...changes,
});
const part = (changes: Partial<SamplePart> = {}): SamplePart => ({
  rollout: 'live',
  run: 1,
  epoch: 1,
  gateway: 'gw-1',
  part: '1:7',
  body: '{}',
  ...changes,
});
const delivery = (revision: number, webhook: string): WebhookDelivery => ({
  id: `live.${revision}.${webhook}`,
  webhook,
  body: `{"revision":${revision}}`,
  attempts: 0,
  nextMs: 1000.5,
});

/** What every table of rollouts keeps to. `open` gives another connection to the same empty table each time within a test. */
export function tableContract(open: () => RolloutTable): void {
  it('has rows and events for another process, decision by decision', async () => {
    const [one, two] = [open(), open()];
    await one.insert(row(0));
    expect(await one.commit(row(1), '{"to":"ready"}', [])).toBe(true);
    expect(await two.rows()).toEqual([row(1)]);
    expect(await two.events('live', 0)).toEqual(['{"to":"ready"}']);
    expect(await two.events('live', 1)).toEqual([]);
  });

  it('lets the first decision stand: the second of the same revision changes nothing', async () => {
    const [one, two] = [open(), open()];
    await one.insert(row(0));
    const outcomes = await Promise.all([one.commit(row(1), '"one"', []), two.commit(row(1), '"two"', [])]);
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    expect(await two.events('live', 0)).toHaveLength(1);
    expect(await one.rows()).toEqual([row(1)]);
  });

  it('keeps neither row nor event when one of them cannot be kept', async () => {
    const one = open();
    await one.insert(row(0));
    await one.commit(row(1), '"first"', []);
    await expect(one.commit(row(2, { state: null as unknown as string }), '"y"', [])).rejects.toThrow();
    expect(await one.events('live', 0)).toEqual(['"first"']);
    expect(await one.rows()).toEqual([row(1)]);
  });

  it('drops the report of a look that came too late', async () => {
    const one = open();
    await one.insert(row(0));
    await one.commit(row(1), '"e"', []);
    await one.update(row(0, { report: '"late"' }));
    await one.update(row(1, { report: '"now"' }));
    expect(await one.rows()).toEqual([row(1, { report: '"now"' })]);
  });

  it('plans once', async () => {
    const one = open();
    await one.insert(row(0));
    await one.commit(row(1), '"e"', []);
    await one.insert(row(0));
    expect(await one.rows()).toEqual([row(1)]);
  });

  it('keeps who is to be told with the decision, and hands it out in order, webhook by webhook', async () => {
    const [one, two] = [open(), open()];
    await one.insert(row(0));
    await one.commit(row(1), '"e"', [delivery(1, 'a'), delivery(1, 'b')]);
    await one.commit(row(2), '"e"', [delivery(2, 'a')]);
    expect(await one.commit(row(2), '"late"', [delivery(3, 'a')])).toBe(false);
    expect(await two.waitingDeliveries()).toEqual([
      { ...delivery(1, 'a'), waiting: 2 },
      { ...delivery(1, 'b'), waiting: 1 },
    ]);
    await two.putOffDelivery('live.1.a', 3, 9000.5);
    expect((await one.waitingDeliveries())[0]).toMatchObject({ id: 'live.1.a', attempts: 3, nextMs: 9000.5 });
    await two.dropDelivery('live.1.a');
    await two.dropDelivery('live.1.b');
    expect(await one.waitingDeliveries()).toEqual([{ ...delivery(2, 'a'), waiting: 1 }]);
  });

  it('replaces samples part by part, and tells them as they change', async () => {
    const one = open();
    await one.putParts([part(), part({ part: 'rest' }), part({ gateway: 'gw-2' })]);
    const first = await one.parts('live', 1, 0);
    expect(first.parts).toHaveLength(3);
    await one.putParts([part({ body: '{"n":2}' })]);
    const next = await one.parts('live', 1, first.upTo);
    expect(next.parts).toEqual([expect.objectContaining({ gateway: 'gw-1', part: '1:7', body: '{"n":2}' })]);
    expect(await one.parts('live', 1, next.upTo)).toEqual({ parts: [], upTo: next.upTo });
    expect((await one.parts('live', 2, 0)).parts).toEqual([]);
  });

  it('is led by one at a time, until that one lets go', async () => {
    const [one, two] = [open(), open()];
    expect(await one.lead('gw-1', 1000, 300)).toBe(true);
    expect(await two.lead('gw-2', 1299, 300)).toBe(false);
    expect(await one.lead('gw-1', 1250, 300)).toBe(true);
    expect(await two.lead('gw-2', 1400, 300)).toBe(false);
    await one.resign('gw-1');
    expect(await two.lead('gw-2', 1401, 300)).toBe(true);
    expect(await one.lead('gw-1', 1402, 300)).toBe(false);
  });
}
