/** Why a rollout stands still and asks for a human. */
export type PauseReason =
  | { readonly kind: 'asked' }
  | { readonly kind: 'srm' }
  | { readonly kind: 'load' }
  | { readonly kind: 'inconclusive' }
  | { readonly kind: 'unmeasured' }
  | { readonly kind: 'guardrail'; readonly check: string };

/**
 * How far a step that swaps draft weights is: the engines are asked; what they did is measured. Where that failed they are asked
 * for the old weights, and that these are back is measured as well.
 */
export type SwapProgress = 'calling' | 'proving' | 'undoing' | 'confirming';

/** Where a rollout is on its way and can go on from. */
export type ActivePhase =
  | { readonly kind: 'warming' }
  | {
      readonly kind: 'running';
      /** Index in the plan's steps. */
      readonly step: number;
      /** Null in a step of coverage. */
      readonly swap: SwapProgress | null;
      /** The next step was confirmed. */
      readonly confirmed: boolean;
    }
  /** The proof is there. */
  | { readonly kind: 'deciding'; readonly step: number; readonly confirmed: boolean }
  /** The candidate serves everything but the holdback, and may still be taken back by an abort. */
  | { readonly kind: 'promoting' };

export type Phase =
  /** There is none of this name: not yet made, or deleted. Its audit log, and the number of its last run, stay. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'planned' }
  /** Started; waits for its schedule and for replicas. */
  | { readonly kind: 'ready' }
  | ActivePhase
  /** Weights stay and guardrails watch on. */
  | { readonly kind: 'paused'; readonly reason: PauseReason; readonly from: ActivePhase }
  /** `settled`: the rollback window is over. `reported`: a speculator that stopped working has been told of. */
  | { readonly kind: 'promoted'; readonly settled: boolean; readonly reported: boolean }
  | { readonly kind: 'rolled_back' }
  | { readonly kind: 'no_benefit' }
  | { readonly kind: 'expired' };

export type PhaseName = Phase['kind'];

export const phaseNames = [
  'absent',
  'planned',
  'ready',
  'warming',
  'running',
  'deciding',
  'promoting',
  'paused',
  'promoted',
  'rolled_back',
  'no_benefit',
  'expired',
] as const satisfies readonly PhaseName[];

/** Over: only a retry, which is another run, leads on. */
export function isOver(phase: Phase): boolean {
  return phase.kind === 'rolled_back' || phase.kind === 'no_benefit' || phase.kind === 'expired';
}

/** Index of the step that the phase belongs to; null before the first and after the last. */
export function stepOf(phase: Phase): number | null {
  const active = phase.kind === 'paused' ? phase.from : phase;
  return active.kind === 'running' || active.kind === 'deciding' ? active.step : null;
}

/** Under way and not paused. */
export function isActive(phase: Phase): phase is ActivePhase {
  return ['warming', 'running', 'deciding', 'promoting'].includes(phase.kind);
}
