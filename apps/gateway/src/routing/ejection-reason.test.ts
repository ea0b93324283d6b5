import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ejectionReason } from './ejection-reason.ts';
import { mayEject } from './may-eject.ts';

const rules = { minRequests: 5, minSuccessRatio: 0.5, outlierMargin: 0.2 };
const clean = { successes: 100, failures: 0 };

describe('ejectionReason', () => {
  it.each([
    ['too few to say', 0, 4, clean, null],
    ['every answer fails', 0, 5, clean, 'failing'],
    ['just half succeed', 5, 5, clean, null],
    ['a little less than half', 4, 5, clean, 'failing'],
    ['far worse than its peers', 14, 6, clean, 'outlier'],
    ['the margin worse, no more', 16, 4, clean, null],
    ['too few for an outlier', 13, 6, clean, null],
    ['as bad as everybody', 14, 6, { successes: 70, failures: 30 }, null],
    ['peers that said too little', 14, 6, { successes: 19, failures: 0 }, null],
  ] as const)('%s: %d of %d + %j', (_name, successes, failures, peers, reason) => {
    expect(ejectionReason({ successes, failures }, peers, rules)).toBe(reason);
  });

  it('asks for nobody who has not failed', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(1000), fc.nat(1000), (successes, peerSuccesses, peerFailures) => {
        const peers = { successes: peerSuccesses, failures: peerFailures };
        return ejectionReason({ successes, failures: 0 }, peers, rules) === null;
      }),
    );
  });
});

describe('mayEject', () => {
  it.each([
    [{ replicas: 2, ejected: 0, othersLeft: 1 }, 0.5, true],
    [{ replicas: 2, ejected: 1, othersLeft: 0 }, 1, false],
    [{ replicas: 3, ejected: 1, othersLeft: 1 }, 0.5, false],
    [{ replicas: 10, ejected: 2, othersLeft: 7 }, 0.3, true],
    [{ replicas: 10, ejected: 3, othersLeft: 6 }, 0.3, false],
    [{ replicas: 1, ejected: 0, othersLeft: 0 }, 1, false],
    [{ replicas: 4, ejected: 0, othersLeft: 3 }, 0, false],
  ])('%j of at most %d: %s', (state, share, expected) => expect(mayEject(state, share)).toBe(expected));
});
