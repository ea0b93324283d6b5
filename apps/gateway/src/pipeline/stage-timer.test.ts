import { describe, expect, it } from 'vitest';
import { StageTimer } from './stage-timer.ts';
import { ManualTime } from '../testing/manual-time.ts';

function timer(deadlineAtMs: number): { time: ManualTime; expired: string[]; stages: StageTimer } {
  const time = new ManualTime();
  const expired: string[] = [];
  const stages = new StageTimer(time, time, deadlineAtMs, (code) => expired.push(`${code} at ${time.now()}`));
  return { time, expired, stages };
}

describe('StageTimer', () => {
  it('expires a stage in which nothing arrives', () => {
    const { time, expired, stages } = timer(10_000);
    stages.enter('first_token_timeout', 500);
    time.advance(499);
    expect(expired).toEqual([]);
    time.advance(1);
    expect(expired).toEqual(['first_token_timeout at 500']);
  });

  it('lets a stage live as long as something arrives, with one timer at most', () => {
    const { time, expired, stages } = timer(10_000);
    stages.enter('idle_timeout', 100);
    for (let read = 0; read < 50; read += 1) {
      time.advance(60);
      stages.touch(time.now());
      expect(time.alive).toBe(1);
    }
    expect(time.set).toBeLessThan(55);
    time.advance(100);
    expect(expired).toEqual(['idle_timeout at 3100']);
  });

  it('expires at the deadline even while bytes arrive', () => {
    const { time, expired, stages } = timer(1000);
    stages.enter('idle_timeout', 100);
    for (let read = 0; read < 25 && expired.length === 0; read += 1) {
      time.advance(50);
      stages.touch(time.now());
    }
    expect(expired).toEqual(['deadline_exceeded at 1000']);
  });

  it('shortens the wait when a stage with a shorter limit begins', () => {
    const { time, expired, stages } = timer(10_000);
    stages.enter('first_token_timeout', 5000);
    time.advance(10);
    stages.enter('idle_timeout', 20);
    time.advance(20);
    expect(expired).toEqual(['idle_timeout at 30']);
  });

  it('leaves no timer behind when stopped', () => {
    const { time, expired, stages } = timer(1000);
    stages.enter('idle_timeout', 100);
    stages.stop();
    expect(time.alive).toBe(0);
    time.advance(5000);
    expect(expired).toEqual([]);
  });
});
