import { describe, expect, it } from 'vitest';
import { planOf } from './core/testing/plan-of.ts';
import { GreedyCheck } from './greedy-check.ts';
import type { AskGreedily, Comparison } from './greedy-check.ts';
import { greedyPrompt } from './greedy-prompts.ts';
import { simulatedConfig } from './testing/simulated-gateway.ts';

const plan = planOf({ guardrails: { mismatch: { everyMs: 1000, alpha: 0.01, action: 'rollback' } } });
const variants = simulatedConfig().models.get('tgi')!.variants;
const arms = {
  control: { replica: variants.get('baseline')!.replicas[0]!, variant: variants.get('baseline')! },
  candidate: { replica: variants.get('mlp')!.replicas[0]!, variant: variants.get('mlp')! },
};

function rig(ask: AskGreedily) {
  const seen: Comparison[] = [];
  const check = new GreedyCheck({ ask, compared: (_model, differs) => seen.push(differs) });
  const settle = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve));
  return { check, seen, settle };
}

describe('greedyCheck', () => {
  it('asks the control twice and the candidate once, the same, and tells who differs from the first answer', async () => {
    const asked: string[] = [];
    const { check, seen, settle } = rig(async (replica, _variant, prompt) => {
      asked.push(`${replica.name}: ${prompt}`);
      return replica.name.startsWith('mlp') ? 'other' : 'same';
    });
    check.look(plan, arms, 0);
    await settle();
    expect(asked).toEqual(['baseline-0', 'baseline-0', 'mlp-0'].map((name) => `${name}: ${greedyPrompt(1)}`));
    expect(seen).toEqual([{ controlAgain: false, candidate: true }]);
  });

  it('asks as often as it is told to, one prompt at a time', async () => {
    let asked = 0;
    const answers: (() => void)[] = [];
    const { check, seen, settle } = rig(async () => {
      asked += 1;
      await new Promise<void>((resolve) => answers.push(resolve));
      return 'same';
    });
    check.look(plan, arms, 0);
    check.look(plan, arms, 5000);
    expect(asked).toBe(3);
    for (const answer of answers) answer();
    await settle();
    expect(seen).toHaveLength(1);
    check.look(plan, arms, 999);
    expect(asked).toBe(3);
    check.look(plan, arms, 1000);
    expect(asked).toBe(6);
  });

  it('compares nothing where an answer is missing, and asks nothing where it is switched off or a replica is missing', async () => {
    let asked = 0;
    const { check, seen, settle } = rig(async (replica) => {
      asked += 1;
      if (replica.name.startsWith('mlp')) throw new Error('refused');
      return 'same';
    });
    check.look(plan, arms, 0);
    await settle();
    check.look(planOf(), arms, 10_000);
    check.look(plan, { ...arms, candidate: null }, 20_000);
    expect([asked, seen]).toEqual([3, []]);
  });

  it('has many different prompts', () => {
    expect(new Set(Array.from({ length: 248 }, (_, n) => greedyPrompt(n))).size).toBe(248);
  });
});
