import type { ArmName } from '@slipstream/statistics';

/** What the answers of both arms ended for, two by two. Those of several gateways merge by adding. */
export interface EndingSums {
  readonly pairs: number;
  /** Pairs of which only the candidate's answer ended for another reason than `stop`. */
  readonly candidateOnly: number;
  /** Pairs of which only the control's did. */
  readonly controlOnly: number;
}

export const noEndings: EndingSums = { pairs: 0, candidateOnly: 0, controlOnly: 0 };

/** Answers that wait for one of the other arm, at most: beyond that the oldest are of another time. */
const mostWaiting = 100;

/**
 * Matches each answer that ended with the latest unmatched one of the other arm. Only what ended is compared, so that neither
 * an arm that fails much nor one that gets less has other endings for it; and within a pair the hour is the same. If both arms
 * end alike, either answer of a pair that differs is the odd one with probability ½ (McNemar), whatever the share is and does.
 */
export class EndingPairs {
  #sums = noEndings;
  /** All of one arm: an answer of the other is matched at once. Whether each ended for another reason than `stop`. */
  readonly #waiting: boolean[] = [];
  #waitingArm: ArmName = 'control';

  get sums(): EndingSums {
    return this.#sums;
  }

  add(arm: ArmName, isOther: boolean): void {
    if (this.#waiting.length === 0 || this.#waitingArm === arm) {
      this.#waitingArm = arm;
      this.#waiting.push(isOther);
      if (this.#waiting.length > mostWaiting) this.#waiting.shift();
      return;
    }
    const counterpart = this.#waiting.pop() === true;
    const [candidate, control] = arm === 'candidate' ? [isOther, counterpart] : [counterpart, isOther];
    const { pairs, candidateOnly, controlOnly } = this.#sums;
    this.#sums = {
      pairs: pairs + 1,
      candidateOnly: candidateOnly + (candidate && !control ? 1 : 0),
      controlOnly: controlOnly + (control && !candidate ? 1 : 0),
    };
  }
}

export function mergeEndings(a: EndingSums, b: EndingSums): EndingSums {
  return {
    pairs: a.pairs + b.pairs,
    candidateOnly: a.candidateOnly + b.candidateOnly,
    controlOnly: a.controlOnly + b.controlOnly,
  };
}
