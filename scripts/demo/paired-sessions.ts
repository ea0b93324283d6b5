import { hashUnit } from '@slipstream/statistics';

/**
 * Names for the sessions of one run, such that control and candidate get two each in turn: both arms have the same to do, to the
 * request, and no chance comes into it. `seed`: of the run, `NAME.RUN`, with equal weights.
 */
export function pairedSessions(seed: string): (n: number) => string {
  let next = 0;
  return (n) => {
    const isForCandidate = Math.floor(n / 2) % 2 === 1;
    for (;;) {
      next += 1;
      const session = `s-${next}`;
      if (hashUnit(seed, session) >= 0.5 === isForCandidate) return session;
    }
  };
}
