import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unknownTokens } from '../engines/answer-reading.ts';
import type { TokenCounts } from '../engines/answer-reading.ts';
import { interChunkGapsMs } from './inter-chunk-gaps.ts';
import { decodeTimeMs, timePerOutputTokenMs, timeToFirstTokenMs } from './latencies.ts';
import { overheadMs } from './overhead.ts';
import { StreamTimeline } from './stream-timeline.ts';

function timed(firstTokenAtMs: number | null, lastTokenAtMs: number | null, completion: number | null) {
  const tokens: TokenCounts = { ...unknownTokens, completion };
  return { firstTokenAtMs, lastTokenAtMs, tokens };
}

describe('StreamTimeline', () => {
  it('keeps one entry per read that held events', () => {
    const timeline = new StreamTimeline();
    timeline.record(10, 1);
    timeline.record(20, 0);
    timeline.record(30, 3);
    expect([timeline.timesMs, timeline.counts, timeline.total]).toEqual([[10, 30], [1, 3], 4]);
    expect([timeline.firstAtMs, timeline.lastAtMs, timeline.readGapsMs()]).toEqual([10, 30, [20]]);
  });

  it('has no times before the first event', () => {
    const timeline = new StreamTimeline();
    expect([timeline.firstAtMs, timeline.lastAtMs, timeline.readGapsMs()]).toEqual([null, null, []]);
  });
});

describe('latencies', () => {
  it('measure TTFT from the request, and TPOT over the tokens after the first', () => {
    expect(timeToFirstTokenMs(100, timed(150, 350, 11))).toBe(50);
    expect(timePerOutputTokenMs(timed(150, 350, 11))).toBe(20);
  });

  it('are unknown where no token, one token or no count is known', () => {
    expect(timeToFirstTokenMs(100, timed(null, null, 11))).toBeNull();
    expect(timePerOutputTokenMs(timed(150, 150, 1))).toBeNull();
    expect(timePerOutputTokenMs(timed(150, 350, null))).toBeNull();
    expect(decodeTimeMs(timed(null, null, 11))).toBeNull();
  });
});

describe('interChunkGapsMs', () => {
  it('has a gap for every pair of events, 0 within a read', () => {
    expect(interChunkGapsMs({ events: 5, readGapsMs: [20, 21] })).toEqual([20, 21, 0, 0]);
  });

  it('is empty where there were no gaps', () => {
    expect(interChunkGapsMs({ events: 1, readGapsMs: [] })).toEqual([]);
    expect(interChunkGapsMs({ events: 0 })).toEqual([]);
  });
});

describe('overheadMs', () => {
  it('is all of a request that went nowhere', () => {
    expect(overheadMs({ startMs: 10, endMs: 15 }, [])).toBe(5);
  });

  it('counts a moment once, however many attempts cover it', () => {
    const attempts = [
      { startMs: 4, endMs: 9 },
      { startMs: 2, endMs: 6 },
    ];
    expect(overheadMs({ startMs: 0, endMs: 10 }, attempts)).toBe(3);
  });

  it('equals counting the uncovered moments one by one', () => {
    const span = fc.tuple(fc.nat({ max: 30 }), fc.nat({ max: 30 })).map(([a, b]) => ({ startMs: a, endMs: a + b }));
    fc.assert(
      fc.property(span, fc.array(span, { maxLength: 6 }), (request, attempts) => {
        let uncovered = 0;
        for (let ms = request.startMs; ms < request.endMs; ms += 1) {
          if (!attempts.some(({ startMs, endMs }) => startMs <= ms && ms < endMs)) uncovered += 1;
        }
        expect(overheadMs(request, attempts)).toBe(uncovered);
      }),
    );
  });
});
