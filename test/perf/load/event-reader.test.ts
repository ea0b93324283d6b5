import { assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { doneEvent, finishEvent, pieceEvent } from '../upstream/answers.ts';
import { EventReader } from './event-reader.ts';

describe('EventReader', () => {
  it('finds number and stamp of each event, and the others, however the bytes are cut', () => {
    const text = pieceEvent(0, 12.5) + pieceEvent(1, 4_872_719.387_782) + finishEvent + doneEvent;
    assert(
      property(integer({ min: 1, max: 300 }), (size) => {
        const pieces: [number, number][] = [];
        const others: string[] = [];
        const reader = new EventReader({
          piece: (index, sentAtMs) => pieces.push([index, sentAtMs]),
          other: (event) => others.push(event.toString()),
        });
        const bytes = Buffer.from(text);
        for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
        expect(pieces).toEqual([
          [0, 12.5],
          [1, 4_872_719.387_782],
        ]);
        expect(others).toEqual([finishEvent, doneEvent]);
        expect(reader.pendingBytes).toBe(0);
      }),
    );
  });

  it('writes events of always the same length, of about 230 bytes', () => {
    expect(pieceEvent(0, 0).length).toBe(pieceEvent(9_999_999, 999_999_999_999.999_9).length);
    expect(pieceEvent(0, 0).length).toBeGreaterThan(200);
    expect(pieceEvent(0, 0).length).toBeLessThan(320);
  });
});
