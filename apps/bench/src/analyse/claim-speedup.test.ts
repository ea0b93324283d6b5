import { describe, expect, it } from 'vitest';
import type { ArmMeasurement } from '../run/measurement.ts';
import { arm, measurement, record } from '../testing/answers.ts';
import { claimSpeedup } from './claim-speedup.ts';
import { flagsOf } from './flags-of.ts';

const side = (changes: Partial<ArmMeasurement>) => {
  const taken = measurement(changes);
  return { measurement: taken, flags: flagsOf(taken) };
};
const control = side({ arm: arm({ name: 'baseline', base: 'llama-3-8b' }) });
const mlp = arm({ name: 'mlp', base: 'llama-3-8b', control: 'baseline' });

describe('claimSpeedup', () => {
  it('states it against a control of the same base model', () => {
    const claim = claimSpeedup(side({ arm: mlp }), control);
    expect(claim).toMatchObject({ speedupMethod: 'paired', speedupReason: null, speedup: { estimate: 1 } });
  });

  it('states it where nobody said which base models they are', () => {
    expect(claimSpeedup(side({ arm: { ...mlp, base: null } }), control).speedup).not.toBeNull();
  });

  it.each([
    ['of a control', side({ arm: arm({ name: 'baseline' }) }), null, 'compared with nothing'],
    ['against a control that was not measured', side({ arm: mlp }), null, 'baseline was not measured'],
    [
      'against another base model',
      side({ arm: { ...mlp, name: 'medusa', base: 'mistral-7b' } }),
      control,
      'another base model: medusa is mistral-7b, baseline is llama-3-8b',
    ],
    [
      'when an engine was restarted',
      side({ arm: mlp, counters: { tokenSum: 1, tokensCount: 1, prefills: 1, reset: true } }),
      control,
      'the row of mlp is worthless',
    ],
    [
      'without streams',
      side({ arm: mlp, records: [record({ firstTokenAtMs: null, lastTokenAtMs: null })] }),
      control,
      'no streamed answer of mlp',
    ],
  ])('states none %s, and why', (_, variant, against, reason) => {
    const claim = claimSpeedup(variant, against);
    expect(claim.speedup).toBeNull();
    expect(claim.speedupReason).toContain(reason);
  });
});
