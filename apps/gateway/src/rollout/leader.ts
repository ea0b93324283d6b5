import type { Brake } from './brake.ts';
import type { ControllerParts } from './controller-parts.ts';
import { advance } from './core/advance.ts';
import { command } from './core/command.ts';
import type { Verb } from './core/command.ts';
import { adoptRollout } from './core/existence.ts';
import { missingArms } from './core/missing-arms.ts';
import type { Moment } from './core/moment.ts';
import { isOver } from './core/phase.ts';
import type { Phase } from './core/phase.ts';
import { theFile } from './core/transition.ts';
import type { Decisions } from './decisions.ts';
import type { KnownRollouts } from './known-rollouts.ts';
import type { Lookout } from './lookout.ts';
import type { Report, StoredRollout } from './rollout-store.ts';

export interface LeaderParts extends Pick<ControllerParts, 'config' | 'store' | 'clock'> {
  readonly known: KnownRollouts;
  readonly decisions: Decisions;
  readonly lookout: Lookout;
  readonly brake: Brake;
}

/** Looks at each rollout and decides. One gateway at a time; where two believe to lead, the store lets one of them decide. */
export class Leader {
  readonly #parts: LeaderParts;
  /** `Clock.now()` of the last look as the leader: the time since then has been attended to. */
  #ledAtMs: number | null = null;

  constructor(parts: LeaderParts) {
    this.#parts = parts;
  }

  get isLeading(): boolean {
    return this.#ledAtMs !== null;
  }

  /** Another leads, or nobody can: what passes meanwhile is unattended. */
  rest(): void {
    this.#ledAtMs = null;
  }

  /** `mostMs`: beyond it another leader may have been there in between. */
  async look(lookIntervalMs: number, mostMs: number): Promise<void> {
    const { clock, known } = this.#parts;
    const nowMs = clock.now();
    const attendedMs = this.#ledAtMs === null ? 0 : Math.min(nowMs - this.#ledAtMs, mostMs);
    this.#ledAtMs = nowMs;
    for (const kept of known.all()) {
      await this.#lookAt({ ...kept, runMs: kept.runMs + attendedMs }, lookIntervalMs);
    }
  }

  async #lookAt(kept: StoredRollout, lookIntervalMs: number): Promise<void> {
    if (await this.#settledByFile(kept)) return;
    const { brake, lookout } = this.#parts;
    const { state } = kept;
    if (state.phase.kind === 'absent') return;
    const pull = brake.pulled;
    if (pull !== null) return await this.#stop(kept, pull.by, `emergency brake: ${pull.why}`, 'brake');
    lookout.compare(state);
    const look = advance(state, await lookout.observe(state, lookIntervalMs), this.#momentOf(kept));
    if (look.actions.length > 0) await this.#parts.decisions.commit(kept, look);
    else await this.#report({ ...kept, state: look.state }, look);
  }

  /** What has changed in the file goes before all else. True where that settles the look. */
  async #settledByFile(kept: StoredRollout): Promise<boolean> {
    const { config, decisions } = this.#parts;
    const { state } = kept;
    const plan = config().rollouts.get(state.plan.name);
    if (plan !== undefined && (state.source === 'api' || state.phase.kind === 'absent')) {
      const why = 'the file has a rollout of this name now, and its names win';
      const cause = { now: this.#momentOf(kept), by: theFile, why, verdicts: [] };
      await decisions.commit(kept, adoptRollout(state, plan, cause));
      return true;
    }
    if (plan === undefined && state.source === 'file') {
      await this.#stop(kept, theFile, 'it is no longer in the file');
      return true;
    }
    if (!servesByItsArms(state.phase)) return false;
    const missing = missingArms(config(), state.plan);
    if (missing === null) return false;
    await this.#stop(kept, theFile, `it cannot go on: ${missing}`);
    return true;
  }

  async #stop(kept: StoredRollout, by: string, why: string, verb: Verb = 'abort'): Promise<void> {
    const { plan, phase } = kept.state;
    if (phase.kind === 'absent' || phase.kind === 'planned' || isOver(phase)) return;
    const asked = { verb, by, why, plan, full: false, request: null, expected: null };
    const outcome = command(kept.state, asked, this.#momentOf(kept));
    if (!('refused' in outcome)) await this.#parts.decisions.commit(kept, outcome);
  }

  async #report({ state, runMs }: StoredRollout, look: Omit<Report, 'wallMs'>): Promise<void> {
    const { store, clock, known } = this.#parts;
    const report: Report = { sentence: look.sentence, verdicts: look.verdicts, wallMs: clock.wallTime() };
    await store.report(state, runMs, report);
    known.put({ state, runMs, report });
  }

  #momentOf({ runMs }: StoredRollout): Moment {
    return { runMs, wallMs: this.#parts.clock.wallTime() };
  }
}

/** Whether it needs both of its arms: a promotion that is settled has done with the control. */
function servesByItsArms(phase: Phase): boolean {
  const isIdle = phase.kind === 'absent' || phase.kind === 'planned' || isOver(phase);
  return !isIdle && !(phase.kind === 'promoted' && phase.settled);
}
