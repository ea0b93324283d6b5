import { afterEach, describe, expect, it } from 'vitest';
import { startDemo, takenPort } from '../support/demo-run.ts';
import type { Undo } from '../support/demo-run.ts';

const undo: Undo = [];
afterEach(async () => {
  while (undo.length > 0) await undo.pop()?.();
});

describe('npm run demo -- --rollout', () => {
  it('shows a promotion and a rollback in less than three minutes', { timeout: 200_000 }, async () => {
    const beganAtMs = performance.now();
    const demo = startDemo(undo, '--rollout', '--port', String(await takenPort(undo)));
    expect(await demo.ended, demo.said()).toBe(0);
    expect(performance.now() - beganAtMs).toBeLessThan(180_000);
    expect(demo.said()).toMatch(/deciding → promoting +by rollout/);
    expect(demo.said()).toMatch(/running → rolled_back +by rollout +errors: .* budget 15/);
    expect(demo.said()).toMatch(/Proven: 1\.\d\d times as fast, at least 1\.\d\d/);
  });
});
