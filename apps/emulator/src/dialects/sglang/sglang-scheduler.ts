import type { EngineLoad, EngineObserver, EngineStep } from '../../engine/engine.ts';
import type { SglangSettings } from './sglang-settings.ts';

/** Seconds without a set of gauges after which an idle scheduler makes one (`_maybe_log_idle_metrics`). */
const IDLE_SECONDS = 30;

/** What a scheduler tells at one moment; it stands until the next. */
export interface SchedulerStats {
  readonly running: number;
  readonly queued: number;
  readonly usedTokens: number;
  readonly roomTokens: number;
  /** Tokens per second of decoding since the last set. */
  readonly throughput: number;
  readonly cacheHitRate: number;
  /** Of the window that ended with a set of decode statistics; null before the first, and never reset by idleness. */
  readonly acceptLength: number | null;
  readonly acceptRate: number | null;
}

/**
 * The statistics of one rank's scheduler (`metrics_reporter.py`): every so many decode iterations it takes a set over the window since the last one, after
 * each prefill it renews the load. In between, and when idle, what was told last stands.
 */
export class SglangScheduler {
  /** Null before the first. */
  stats: SchedulerStats | null = null;
  readonly observer: EngineObserver;
  private readonly settings: SglangSettings;
  private readonly now: () => number;
  private readonly load: () => EngineLoad;
  private toldAtMs = 0;
  private iterations = 0;
  private generated = 0;
  private windowAccepted = 0;
  private windowVerified = 0;
  private totalAccepted = 0;
  private totalVerified = 0;
  private prompt = 0;
  private cached = 0;

  /** `now`: milliseconds of the machine. `load`: of this rank, as it is. */
  constructor(settings: SglangSettings, now: () => number, load: () => EngineLoad) {
    this.settings = settings;
    this.now = () => now();
    this.load = () => load();
    const nothing = (): void => undefined;
    this.observer = {
      queueSize: nothing,
      prefill: nothing,
      passStarted: nothing,
      batchSize: nothing,
      requestStep: (step) => this.step(step),
      passEnded: (method) => this.passed(method),
    };
  }

  /** Tokens per verification since the start, the bonus token included; moves with the sets. Null before the first. */
  get lifetimeAcceptLength(): number | null {
    return this.totalVerified === 0 ? null : this.totalAccepted / this.totalVerified;
  }

  /** Prompt tokens that were computed, and that were found. */
  prefilled(computed: number, cached: number): void {
    this.prompt += computed;
    this.cached += cached;
  }

  /** Called when the statistics are looked at. */
  lookedAt(): void {
    const idle = this.load().running + this.load().waiting === 0;
    if (this.stats === null || !idle || this.now() - this.toldAtMs <= IDLE_SECONDS * 1000) return;
    this.tell({ throughput: 0, cacheHitRate: 0 });
  }

  restart(): void {
    this.stats = null;
    this.iterations = 0;
    this.generated = 0;
    this.windowAccepted = 0;
    this.windowVerified = 0;
    this.totalAccepted = 0;
    this.totalVerified = 0;
  }

  private step({ kind, draft }: EngineStep): void {
    if (kind === 'prefill') return;
    this.generated += 1 + draft.matched;
    if (draft.proposed === 0) return;
    this.windowAccepted += 1 + draft.matched;
    this.windowVerified += 1;
  }

  private passed(method: 'prefill' | 'decode'): void {
    if (method === 'prefill') {
      const all = this.prompt + this.cached;
      this.tell({ cacheHitRate: all === 0 ? 0 : this.cached / all });
      this.prompt = 0;
      this.cached = 0;
      return;
    }
    this.iterations += 1;
    if (this.iterations % this.settings.decodeLogInterval === 0) this.decodeSet();
  }

  private decodeSet(): void {
    const seconds = Math.max(1e-9, (this.now() - this.toldAtMs) / 1000);
    const throughput = this.generated / seconds;
    this.generated = 0;
    const verified = this.windowVerified;
    if (verified === 0) return this.tell({ throughput, cacheHitRate: 0 });
    const drafted = verified * this.settings.draftTokens;
    this.tell({
      throughput,
      cacheHitRate: 0,
      acceptLength: this.windowAccepted / verified,
      acceptRate: (this.windowAccepted - verified) / drafted,
    });
    this.totalAccepted += this.windowAccepted;
    this.totalVerified += verified;
    this.windowAccepted = 0;
    this.windowVerified = 0;
  }

  private tell(changed: Partial<SchedulerStats>): void {
    const { running, waiting, heldTokens, roomTokens } = this.load();
    const before = this.stats ?? { throughput: 0, cacheHitRate: 0, acceptLength: null, acceptRate: null };
    this.stats = { ...before, ...changed, running, queued: waiting, usedTokens: heldTokens, roomTokens };
    this.toldAtMs = this.now();
  }
}
