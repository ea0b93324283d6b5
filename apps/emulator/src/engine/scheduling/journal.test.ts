import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../clock/virtual-clock.ts';
import { ask, engineOn } from '../test-support/ask.ts';

describe('the journal', () => {
  it('has every request that is over, under its name, with what was done for it', () => {
    const clock = new VirtualClock();
    const engine = engineOn(clock, { speculator: { kind: 'eagle', draftTokens: 4 } });
    ask(engine, 'What is a fjord?', { name: 'one', maxNewTokens: 30 });
    const two = ask(engine, 'What is a fell?', { name: 'two', maxNewTokens: 300 });
    ask(engine, 'What is a skerry?', { maxNewTokens: 300 });
    clock.runUntil(300);
    two.generation.abort();
    clock.runUntil(600);
    engine.failBatch('out of memory');
    const [aborted, finished, failed] = ['two', 'one', null].map((name) =>
      engine.journal().find((each) => each.name === name)!,
    );
    expect([aborted!.end, finished!.end, failed!.end]).toEqual(['aborted', 'finished', 'failed']);
    expect(finished!.work.tokens).toBe(30);
    expect(aborted!.work.tokens).toBe(two.steps.flatMap((step) => step.tokens).length);
    // Nothing runs any more: the journal is the whole truth.
    const sum = (key: 'tokens' | 'steps' | 'matched' | 'draftTokens'): number =>
      engine.journal().reduce((total, { work }) => total + work[key], 0);
    for (const key of ['tokens', 'steps', 'matched', 'draftTokens'] as const)
      expect(sum(key)).toBe(engine.truth()[key]);
  });
});
