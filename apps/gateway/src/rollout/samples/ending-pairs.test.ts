import { mismatchProcess, logEvidence } from '@slipstream/statistics';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../routing/testing/seeded-random.ts';
import { EndingPairs, mergeEndings, noEndings } from './ending-pairs.ts';
import type { EndingSums } from './ending-pairs.ts';

describe('pairs of endings', () => {
  it('are of one answer of each arm, the latest that waits', () => {
    const pairs = new EndingPairs();
    pairs.add('control', false);
    pairs.add('control', true);
    pairs.add('candidate', false);
    expect(pairs.sums).toEqual({ pairs: 1, candidateOnly: 0, controlOnly: 1 });
    pairs.add('candidate', true);
    pairs.add('candidate', true);
    expect(pairs.sums).toEqual({ pairs: 2, candidateOnly: 1, controlOnly: 1 });
  });

  it('are never more than the answers of the arm that has fewer', () => {
    const arms = fc.array(fc.tuple(fc.constantFrom('control', 'candidate'), fc.boolean()), { maxLength: 300 });
    fc.assert(
      fc.property(arms, (answers) => {
        const all = new EndingPairs();
        for (const [arm, isOther] of answers) all.add(arm, isOther);
        const control = answers.filter(([arm]) => arm === 'control').length;
        const { pairs, candidateOnly, controlOnly } = all.sums;
        expect(pairs).toBeLessThanOrEqual(Math.min(control, answers.length - control));
        expect(candidateOnly + controlOnly).toBeLessThanOrEqual(pairs);
        expect(mergeEndings(all.sums, noEndings)).toEqual(all.sums);
      }),
    );
  });

  it('make no alarm where arms end alike, however unequal they are: below 1 % and three standard errors of 500 runs', () => {
    const random = seededRandom(7);
    const runs = 500;
    let alarms = 0;
    for (let run = 0; run < runs; run += 1) {
      const pairs = new EndingPairs();
      let isAlarm = false;
      for (let answer = 0; answer < 600 && !isAlarm; answer += 1) {
        // A third of the traffic; half of it fails and never ends; the share of other endings drifts.
        const isCandidate = random() < 0.33;
        if (isCandidate && random() < 0.5) continue;
        pairs.add(isCandidate ? 'candidate' : 'control', random() < 0.2 + 0.15 * Math.sin(answer / 100));
        isAlarm = evidenceOf(pairs.sums) >= 100;
      }
      alarms += isAlarm ? 1 : 0;
    }
    expect(alarms / runs).toBeLessThanOrEqual(0.01 + 3 * Math.sqrt((0.01 * 0.99) / runs));
  });
});

const known = new Map<string, number>();

function evidenceOf({ candidateOnly, controlOnly }: EndingSums): number {
  const key = `${candidateOnly}:${controlOnly}`;
  const evidence = known.get(key) ?? twoSided(candidateOnly, controlOnly);
  known.set(key, evidence);
  return evidence;
}

function twoSided(a: number, b: number): number {
  return (Math.exp(logEvidence(mismatchProcess(a, b))) + Math.exp(logEvidence(mismatchProcess(b, a)))) / 2;
}
