import { describe, expect, it } from 'vitest';
import type { Phase } from '../../../rollout/core/phase.ts';
import type { RolloutEvent } from '../../../rollout/core/rollout-event.ts';
import { planned } from '../../../rollout/core/rollout-state.ts';
import { planOf } from '../../../rollout/core/testing/plan-of.ts';
import type { StoredRollout } from '../../../rollout/rollout-store.ts';
import type { VariantLine } from '../page/variant-line.ts';
import { textOf } from './markup.ts';
import { pageHead } from './page-head.ts';
import type { HeadData } from './page-head.ts';

const line = {
  name: 'mlp',
  role: 'candidate',
  ready: 1,
  acceleration: null,
  speedUp: null,
  remark: null,
} as VariantLine;
const around = (estimate: number) => ({ lower: estimate - 0.1, estimate, upper: estimate + 0.1 });

async function head(over: Partial<HeadData>): Promise<string> {
  const data = {
    title: 'tgi',
    model: 'tgi',
    rollout: null,
    lines: [line],
    isLeading: true,
    lastEvent: null,
    quietMs: 500,
  };
  const text = await textOf(pageHead({ ...data, ...over }));
  return text.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
}

function rolloutAt(phase: Phase, sentence: string): StoredRollout {
  return { state: { ...planned(planOf()), phase, run: 1 }, runMs: 0, report: { sentence, verdicts: [], wallMs: 0 } };
}

const event = { at: { runMs: 0, wallMs: 0 }, by: 'ada', why: 'it is slower' } as RolloutEvent;

describe('the head of a page', () => {
  it('says how fresh its figures are', async () => {
    expect(await head({ quietMs: 14_999 })).toMatch(/Serving live/);
    expect(await head({ quietMs: 42_900 })).toContain('no answer for 42 s');
    expect(await head({ quietMs: null })).toMatch(/No traffic no answer yet/);
    expect(await head({ lines: [{ ...line, ready: 0 }] })).toContain('Not ready');
  });

  it('tells acceleration and speed-up of a model apart, and why one is missing', async () => {
    const known = { ...line, acceleration: around(1.73), speedUp: around(1.07) };
    expect(await head({ lines: [known] })).toContain('mlp: 1.73 tokens per forward pass, 1.07 times the speed.');
    const unknown = { ...known, speedUp: null, remark: 'not enough requests yet' };
    expect(await head({ lines: [unknown] })).toContain(
      '1.73 tokens per forward pass, speed-up unknown (not enough requests yet).',
    );
    expect(await head({})).toContain('One variant serves everything; nothing is compared yet.');
  });

  it('says of a rollout what it waits for, and since when', async () => {
    const running: Phase = { kind: 'running', step: 0, swap: null, confirmed: false };
    const text = await head({ rollout: rolloutAt(running, 'holding: no data yet'), lastEvent: event });
    expect(text).toContain('Holding: no data yet Since 00:00:00 , by ada: it is slower');
    expect(text).toMatch(/Step 1 of \d/);
  });

  it('says of one that is over why it ended, once', async () => {
    const text = await head({
      rollout: rolloutAt({ kind: 'rolled_back' }, 'rolled_back'),
      lastEvent: { ...event, by: 'rollout' },
    });
    expect(text).toContain('Rolled back: it is slower Since 00:00:00 , by itself');
    expect(text.match(/it is slower/g)).toHaveLength(1);
  });
});
