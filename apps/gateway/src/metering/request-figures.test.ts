import { describe, expect, it } from 'vitest';
import { requestFigures } from './request-figures.ts';
import { attempt, settledRecord, streamReading, tokenCounts } from './testing/test-records.ts';

describe('requestFigures', () => {
  it('times a stream from the moment that the request was received', () => {
    const figures = requestFigures(settledRecord());
    expect(figures.durationSeconds).toBeCloseTo(0.72, 9);
    expect(figures.timeToFirstTokenSeconds).toBeCloseTo(0.2, 9);
    expect(figures.decodeSeconds).toBeCloseTo(0.5, 9);
  });

  it('divides the decode time by tokens, not by events, when bursts come as one event', () => {
    const reading = streamReading({ events: 3 });
    const figures = requestFigures(settledRecord({ attempts: [attempt({ reading })] }));
    expect(figures.timePerOutputTokenSeconds).toBeCloseTo(0.05, 9);
  });

  it('counts as overhead the time before, between and after the attempts', () => {
    const attempts = [attempt({ startedAtMs: 1010, endedAtMs: 1050 }), attempt({ startedAtMs: 1060, endedAtMs: 1710 })];
    expect(requestFigures(settledRecord({ attempts })).overheadSeconds).toBeCloseTo(0.03, 9);
  });

  it('counts an attempt that never ended as running until the request ended', () => {
    const attempts = [attempt({ startedAtMs: 1010, endedAtMs: null, reading: null })];
    expect(requestFigures(settledRecord({ attempts })).overheadSeconds).toBeCloseTo(0.01, 9);
  });

  it('says nothing of the pace of a stream that was cut, but keeps its decode time', () => {
    const reading = streamReading({ end: 'truncated' });
    const record = settledRecord({ outcome: 'upstream_truncated', attempts: [attempt({ reading })] });
    const figures = requestFigures(record);
    expect(figures.timePerOutputTokenSeconds).toBeNull();
    expect(figures.decodeSeconds).toBeCloseTo(0.5, 9);
  });

  it('says nothing of the pace when the whole stream came in one read', () => {
    const reading = streamReading({ firstTokenAtMs: 1700, lastTokenAtMs: 1700 });
    expect(requestFigures(settledRecord({ attempts: [attempt({ reading })] })).timePerOutputTokenSeconds).toBeNull();
  });

  it('says nothing of the pace of an answer of one token', () => {
    const reading = streamReading({
      tokens: tokenCounts({ prompt: 20, completion: 1, source: 'engine' }),
      lastTokenAtMs: 1200,
    });
    const figures = requestFigures(settledRecord({ attempts: [attempt({ reading })] }));
    expect([figures.decodeSeconds, figures.timePerOutputTokenSeconds]).toEqual([null, null]);
  });

  it('knows no token times of an answer that was no stream', () => {
    const reading = streamReading({ firstTokenAtMs: null, lastTokenAtMs: null, events: 0 });
    const figures = requestFigures(settledRecord({ stream: false, attempts: [attempt({ reading })] }));
    expect(figures.timeToFirstTokenSeconds).toBeNull();
    expect(figures.decodeSeconds).toBeNull();
    expect(figures.tokens?.completion).toBe(11);
  });

  it('is all overhead when no attempt was made', () => {
    const figures = requestFigures(settledRecord({ attempts: [], outcome: 'no_ready_replica', endedAtMs: 1003 }));
    expect(figures.overheadSeconds).toBeCloseTo(0.003, 9);
    expect(figures.lastAttempt).toBeNull();
    expect(figures.tokens).toBeNull();
  });
});
