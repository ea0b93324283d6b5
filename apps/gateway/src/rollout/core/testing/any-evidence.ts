import * as fc from 'fast-check';
import type { Evidence, Unmeasured } from '../observation.ts';
import { evidenceOf, noEvidence } from './evidence-of.ts';

const ratio = fc
  .tuple(fc.constantFrom(0.5, 0.9, 0.99, 1, 1.04, 1.3, 2), fc.constantFrom(0, 0.01, 0.2))
  .map(([estimate, width]) => ({ lower: estimate * (1 - width), estimate, upper: estimate * (1 + width) }));
const maybe = fc.option(ratio, { freq: 4 });
const eValue = fc.constantFrom(0, 1, 50, 99.9, 100, 1e6);
const doubtful: fc.Arbitrary<Evidence> = fc
  .record({
    requests: fc.record({ control: fc.nat(600), candidate: fc.nat(600) }),
    blocks: fc.nat(40),
    quietMs: fc.option(fc.nat(6000)),
    warmAnswers: fc.nat(10),
    speedup: maybe,
    tpot: maybe,
    ttft: maybe,
    length: maybe,
    load: maybe,
    acceleration: maybe,
    accelerationLately: maybe,
    accelerationGain: maybe,
    leastSwapped: fc.option(
      ratio.map((lately) => ({ replica: 'mlp-1', lately, before: 1.2, proven: 1.9 })),
      { freq: 4 },
    ),
    failures: fc.record({
      eValue,
      failed: fc.record({ control: fc.nat(90), candidate: fc.nat(90) }),
      excess: fc.integer({ min: -90, max: 90 }),
    }),
    sloMisses: fc.option(eValue),
    mismatch: fc.option(eValue),
    finishReasons: eValue,
    srm: eValue,
    exposed: fc.option(fc.record({ inBoth: fc.constantFrom(0, 4, 20), units: fc.constantFrom(20, 100, 1024) })),
  })
  .map((changes) => evidenceOf(changes));
/** Mostly good, or nothing would ever get far; one thing or another spoilt. */
const spoilt = fc
  .tuple(
    doubtful,
    fc.constantFrom<keyof Evidence>(
      'speedup',
      'tpot',
      'ttft',
      'load',
      'quietMs',
      'blocks',
      'srm',
      'exposed',
      'failures',
    ),
  )
  .map(([evidence, key]) => evidenceOf({ [key]: evidence[key] }));
/** What a look may find: mostly good, at times spoilt in one thing or in all, or missing. */
export const anyEvidence: fc.Arbitrary<Evidence | Unmeasured> = fc.oneof(
  { weight: 6, arbitrary: fc.constant(evidenceOf({ accelerationGain: { lower: 1.05, estimate: 1.1, upper: 1.2 } })) },
  { weight: 3, arbitrary: spoilt },
  { weight: 1, arbitrary: doubtful },
  { weight: 1, arbitrary: fc.constant(noEvidence) },
  { weight: 1, arbitrary: fc.constant({ unmeasured: 'the store is away' }) },
);
