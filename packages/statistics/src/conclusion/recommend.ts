import type { Conclusion } from './conclusion.ts';
import type { CheckName } from './finding.ts';

type Findings = Conclusion['findings'];

/** Harm to users, however it comes about. */
const harm = ['errors', 'slo-misses', 'mismatches'] as const;
/** What must be right before times may be compared at all. */
const fairness = ['assignment', 'load', 'data'] as const;
const worse = ['pace', 'ttft', 'length'] as const;
const neededToPromote = [...harm, ...fairness, ...worse, 'speed-up'] as const;

/**
 * The order is the rule: harm ends it; an unfair comparison says nothing, neither of good nor of bad times; worse times end it;
 * no speed-up ends it; promotion needs every check. `error` only keeps it from going on: what cannot be measured has not
 * failed.
 */
export function recommend(findings: Findings): Pick<Conclusion, 'recommendation' | 'because'> {
  const failed = (checks: readonly CheckName[]): readonly CheckName[] =>
    checks.filter((check) => findings[check].verdict === 'fail');
  const rules = [
    ['roll-back', failed(harm)],
    ['pause', failed(fairness)],
    ['roll-back', failed(worse)],
    ['no-benefit', failed(['speed-up'])],
  ] as const;
  for (const [recommendation, because] of rules) if (because.length > 0) return { recommendation, because };
  const open = neededToPromote.filter((check) => findings[check].verdict !== 'pass');
  return { recommendation: open.length === 0 ? 'promote' : 'hold', because: open };
}
