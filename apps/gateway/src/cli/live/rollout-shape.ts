/** A rollout as the admin API shows it: what commands read of it. */
export interface RolloutShape {
  readonly name: string;
  readonly model: string;
  readonly control: string;
  readonly candidate: string;
  readonly phase: string;
  /** From 1. */
  readonly step: number | null;
  readonly steps: number;
  readonly run: number;
  readonly revision: number;
  readonly sentence: string;
  readonly traffic: { readonly coverage: number; readonly candidateWeight: number } | null;
  readonly verdicts: readonly {
    readonly result: 'pass' | 'fail' | 'inconclusive' | 'error';
    readonly text: string;
  }[];
}

/** One decision, likewise. */
export interface EventShape {
  /** RFC 3339. */
  readonly at: string;
  readonly revision: number;
  readonly from: string;
  readonly to: string;
  readonly by: string;
  readonly why: string;
}
