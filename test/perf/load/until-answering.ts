import { setTimeout as sleep } from 'node:timers/promises';
import { askOnce } from './ask-once.ts';
import { wholeChat } from './chat-bodies.ts';
import type { Target } from './target.ts';

const withinMs = 10_000;

/** Waits for the first good answer: a gateway that listens may still be probing its upstream. Never rejects. */
export async function untilAnswering(target: Target): Promise<void> {
  for (const endsAtMs = performance.now() + withinMs; performance.now() < endsAtMs; await sleep(100)) {
    const answer = await askOnce(target, wholeChat()).catch(() => null);
    if (answer?.status === 200) return;
  }
}
