import { describe, expect, it } from 'vitest';
import { admissionRoom } from './admission-rule.ts';
import { DEFAULT_BATCH_LIMITS } from './batch-limits.ts';

const rule = (size: number, passesSinceAdmission: number): ReturnType<typeof admissionRoom> =>
  admissionRoom({ size, totalTokens: size * 500, passesSinceAdmission }, DEFAULT_BATCH_LIMITS, 0);

describe('when newcomers may interrupt a batch', () => {
  it('takes three of them for a batch of ten, by waiting_served_ratio 0.3, rounded down', () => {
    expect(rule(10, 2)).toMatchObject({ room: { least: 3 }, reason: 'backpressure' });
    expect(rule(9, 2)).toMatchObject({ room: { least: 2 } });
    expect(rule(3, 2)).toMatchObject({ room: { least: 1 } });
  });

  it('takes one of them after max_waiting_tokens passes', () => {
    expect(rule(10, 19)).toMatchObject({ room: { least: 3 } });
    expect(rule(10, 20)).toMatchObject({ room: { least: 1 }, reason: 'wait_exceeded' });
  });

  it('is at once when nothing runs, and is no interruption', () => {
    expect(rule(0, 0)).toMatchObject({ room: { least: 1, idle: true }, reason: null });
  });

  it('leaves the tokens that the running requests may come to hold', () => {
    expect(rule(10, 2).room.totalTokens).toBe(DEFAULT_BATCH_LIMITS.maxBatchTotalTokens - 5_000);
  });
});
