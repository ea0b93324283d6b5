import {
  addArrival,
  addRequest,
  conclude,
  defaultConclusionPlan,
  emptyBlock,
  emptyEvidence,
  withBlock,
} from '@slipstream/statistics';
import type { Random } from './random.ts';
import { plainIngredients } from './worlds/ingredients.ts';
import type { Ingredients } from './worlds/ingredients.ts';
import { traffic } from './worlds/traffic.ts';
import type { Truth } from './worlds/world.ts';

export interface ErrorScenario {
  readonly errorRate: Truth['errorRate'];
  readonly ingredients?: Partial<Ingredients>;
  /** Both arms together; the run ends there. */
  readonly requests: number;
}

/**
 * Requests after which the guardrail of errors first fails, looked at after every failure on the candidate (evidence grows at
 * no other time). Null for never.
 */
export function runErrors({ errorRate, ingredients, requests }: ErrorScenario, random: Random): number | null {
  const world = { ...plainIngredients, ...ingredients };
  let evidence = emptyEvidence();
  let seen = 0;
  for (const { requests: happened, ...stretch } of traffic(world, { speedup: 1, errorRate }, random, Infinity)) {
    let block = emptyBlock(stretch);
    for (const { arm, hasArrived, sample } of happened) {
      if (hasArrived) {
        seen += 1;
        block = addArrival(block, arm);
      }
      if (sample.incidents.length === 0) continue;
      block = addRequest(block, arm, sample);
      if (arm !== 'candidate') continue;
      const { findings } = conclude(withBlock(evidence, block), defaultConclusionPlan, { index: block.index });
      if (findings.errors.verdict === 'fail') return seen;
    }
    if (seen >= requests) return null;
    evidence = withBlock(evidence, block);
  }
  return null;
}
