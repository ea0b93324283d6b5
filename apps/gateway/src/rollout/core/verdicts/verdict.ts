import type { GuardrailAction } from '@slipstream/config';
import type { Interval } from '@slipstream/statistics';

export const results = ['pass', 'fail', 'inconclusive', 'error'] as const;

export type Result = (typeof results)[number];

export const checks = [
  'speed-up',
  'TPOT',
  'TTFT',
  'errors',
  'SLO misses',
  'mismatch',
  'finish reasons',
  'length',
  'acceptance',
  'SRM',
  'multiple exposures',
  'load',
] as const;

export type Check = (typeof checks)[number];

/** What one check says, with its numbers and in plain words. */
export interface Verdict {
  readonly check: Check;
  readonly result: Result;
  /** What a failure of it does. */
  readonly action: GuardrailAction | 'no_benefit';
  readonly interval: Interval | null;
  readonly eValue: number | null;
  /** What interval or e-value is held against. */
  readonly limit: number;
  /** `speed-up 1.09 [0.98, 1.21], needs > 1.05` */
  readonly text: string;
}
