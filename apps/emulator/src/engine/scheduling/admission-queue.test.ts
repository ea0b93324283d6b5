import { describe, expect, it } from 'vitest';
import { AdmissionQueue, type Room, type Waiting } from './admission-queue.ts';

const ROOM: Room = { atMs: 100, least: 1, most: Infinity, prefillTokens: 1_000, totalTokens: 10_000, idle: false };

function queueOf(...requests: readonly Partial<Waiting>[]): AdmissionQueue<Waiting> {
  const queue = new AdmissionQueue<Waiting>();
  for (const request of requests) {
    queue.push({ arrivedAtMs: 0, promptTokens: 400, totalTokens: 600, aborted: false, ...request });
  }
  return queue;
}

describe('the admission queue', () => {
  it('lets in first come, first served, until the prefill is full', () => {
    const queue = queueOf({ promptTokens: 400 }, { promptTokens: 500 }, { promptTokens: 200 }, { promptTokens: 10 });
    expect(queue.admit(ROOM).map((request) => request.promptTokens)).toEqual([400, 500]);
    expect(queue.admit(ROOM).map((request) => request.promptTokens)).toEqual([200, 10]);
  });

  it('lets nobody overtake one that does not fit', () => {
    const queue = queueOf({ totalTokens: 20_000 }, { totalTokens: 10 });
    expect(queue.admit(ROOM)).toEqual([]);
    expect(queue.size).toBe(2);
  });

  it('lets one in that fits no batch when nothing else runs', () => {
    const queue = queueOf({ totalTokens: 20_000 }, { totalTokens: 10 });
    expect(queue.admit({ ...ROOM, idle: true }).map((request) => request.totalTokens)).toEqual([20_000]);
  });

  it('lets nobody in while fewer wait, or fit, than it takes', () => {
    const queue = queueOf({}, { promptTokens: 900 });
    expect(queue.admit({ ...ROOM, least: 3 })).toEqual([]);
    expect(queue.admit({ ...ROOM, least: 2 })).toEqual([]);
    expect(queue.admit(ROOM)).toHaveLength(1);
  });

  it('knows only those that had come by the time of the border', () => {
    const queue = queueOf({ arrivedAtMs: 90 }, { arrivedAtMs: 101 });
    expect(queue.admit(ROOM)).toHaveLength(1);
    expect(queue.firstArrivalMs).toBe(101);
  });

  it('forgets the aborted', () => {
    const queue = queueOf({ aborted: true }, {});
    expect(queue.size).toBe(1);
    expect(queue.admit(ROOM)).toHaveLength(1);
    expect(queue.firstArrivalMs).toBeNull();
  });

  it('keeps within the number of requests', () => {
    const queue = queueOf({ promptTokens: 1 }, { promptTokens: 1 }, { promptTokens: 1 });
    expect(queue.admit({ ...ROOM, most: 2 })).toHaveLength(2);
  });
});
