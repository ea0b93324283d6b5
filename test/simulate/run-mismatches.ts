import { logEvidence, mismatchProcess } from '@slipstream/statistics';
import type { Random } from './random.ts';

export interface MismatchScenario {
  /** Chance that the control's second answer differs from its first. */
  readonly control: number;
  /** Chance that the candidate's answer differs from the control's first. */
  readonly candidate: number;
  readonly prompts: number;
}

/** Prompts after which the evidence first reaches 100, looked at after each. Null for never. */
export function runMismatches({ control, candidate, prompts }: MismatchScenario, random: Random): number | null {
  let candidateDiffers = 0;
  let controlDiffers = 0;
  for (let prompt = 1; prompt <= prompts; prompt += 1) {
    const [again, other] = [random.uniform() < control, random.uniform() < candidate];
    if (other && !again) candidateDiffers += 1;
    if (again && !other) controlDiffers += 1;
    if (logEvidence(mismatchProcess(candidateDiffers, controlDiffers)) >= Math.log(100)) return prompt;
  }
  return null;
}
