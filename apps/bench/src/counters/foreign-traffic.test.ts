import { engineAdapter, noCounters } from '@slipstream/metrics';
import { describe, expect, it } from 'vitest';
import { foreignTraffic } from './foreign-traffic.ts';
import type { EngineReading } from './scrape-engine.ts';

function reading(
  changes: { steps?: number; requests?: number; running?: number; waiting?: number } = {},
): EngineReading {
  const { steps = 7, requests = 2, running = null, waiting = null } = changes;
  return {
    counters: { ...noCounters, accepted: 0, steps, requests },
    load: { kvUse: null, running, waiting },
    emission: engineAdapter('tgi').emission,
  };
}

describe('foreignTraffic', () => {
  it('sees none where nothing moved and nothing runs', () => {
    expect(foreignTraffic([reading()], [reading({ running: 0, waiting: 0 })])).toBeNull();
  });

  it.each([
    [{ running: 2 }, '2 requests are running'],
    [{ waiting: 1 }, '1 requests are queued'],
    [{ steps: 30 }, 'its step counter moved by 23'],
    [{ requests: 4 }, 'its request counter moved by 2'],
  ])('sees %j', (changes, sign) => {
    expect(foreignTraffic([reading()], [reading(changes)])).toBe(sign);
  });

  it('looks at every replica', () => {
    expect(foreignTraffic([reading(), reading()], [reading(), reading({ steps: 8 })])).toContain('moved by 1');
  });
});
