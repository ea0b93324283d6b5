import type { EngineObserver, EngineStep } from '../../engine/engine.ts';
import type { RankedEngine } from '../../engine/ranked-engine.ts';
import type { Books } from '../openai/openai-server.ts';
import type { SequenceRecord } from '../openai/run/sequence-record.ts';
import { type Labels, PythonRegistry } from '../prometheus/python-registry.ts';
import { isOutputDue } from './output-interval.ts';
import { SglangFamilies } from './sglang-families.ts';
import { type SchedulerStats, SglangScheduler } from './sglang-scheduler.ts';
import type { SglangSettings } from './sglang-settings.ts';

export interface SglangMetricsOptions {
  readonly settings: SglangSettings;
  readonly modelId: string;
  /** Milliseconds of the machine. */
  now(): number;
  unixSeconds(): number;
  /** Made after the metrics. */
  engine(): RankedEngine;
}

/** What the tokenizer manager has seen of one request so far. */
interface Seen {
  tokens: number;
  atMs: number;
}

/**
 * SGLang's `/metrics`. Tokens and verifications are counted when a request finishes, so what clients abort is never there; acceptance is a gauge over a
 * window of decode iterations; `realtime_tokens` alone is live.
 */
export class SglangMetrics implements Books {
  readonly schedulers: readonly SglangScheduler[];
  private readonly registry: PythonRegistry;
  private readonly families: SglangFamilies;
  private readonly options: SglangMetricsOptions;
  private seen = new WeakMap<SequenceRecord, Seen>();

  constructor(options: SglangMetricsOptions) {
    this.options = options;
    const { settings } = options;
    this.registry = new PythonRegistry({
      createdGauges: false,
      gaugeLabels: {},
      unixSeconds: () => options.unixSeconds(),
    });
    this.families = new SglangFamilies(this.registry);
    this.schedulers = Array.from({ length: settings.ranks }, (_, rank) => {
      const load = () =>
        options.engine().ranks[rank]?.load() ?? { running: 0, waiting: 0, heldTokens: 0, roomTokens: 1 };
      return new SglangScheduler(settings, () => options.now(), load);
    });
  }

  observer(rank: number): EngineObserver | undefined {
    return this.schedulers[rank]?.observer;
  }

  arrived(): void {}

  step(record: SequenceRecord, step: EngineStep): void {
    const labels = this.schedulerLabels(record.rank);
    if (step.kind === 'prefill') {
      const { promptTokens, cachedTokens } = record;
      this.schedulers[record.rank]?.prefilled(promptTokens - cachedTokens, cachedTokens);
      this.families.realtimeTokens.inc({ ...labels, mode: 'prefill_compute' }, promptTokens - cachedTokens);
      if (cachedTokens > 0) this.families.realtimeTokens.inc({ ...labels, mode: 'prefill_cache' }, cachedTokens);
    } else {
      // What is cut away at an end was decoded too.
      this.families.realtimeTokens.inc({ ...labels, mode: 'decode' }, 1 + step.draft.matched);
    }
    const interval = this.options.settings.streamInterval;
    if (isOutputDue(record.work.tokens, step.finish, record.streamed, interval)) this.received(record, step.atMs);
  }

  finished(record: SequenceRecord): void {
    const { families } = this;
    const labels = this.tokenizerLabels();
    const streaming = { ...labels, is_streaming: String(record.streamed) };
    families.promptTokens.inc(streaming, record.promptTokens);
    families.generationTokens.inc(streaming, record.work.tokens);
    if (record.drafts.length > 0) families.verifyCalls.inc(labels, record.drafts.length);
    if (record.cachedTokens > 0) families.cachedTokens.inc({ ...labels, cache_source: 'device' }, record.cachedTokens);
    families.requests.inc(streaming);
    families.endToEnd.observe(streaming, ((record.lastTokenAtMs ?? record.arrivedAtMs) - record.arrivedAtMs) / 1000);
    families.promptLengths.observe(labels, record.promptTokens);
    families.generationLengths.observe(labels, record.work.tokens);
  }

  aborted(): void {
    this.families.aborted.inc(this.tokenizerLabels());
  }

  refused(status: number): void {
    if (status === 503) this.families.aborted.inc(this.tokenizerLabels());
  }

  restart(): void {
    this.registry.clear();
    this.seen = new WeakMap();
    for (const scheduler of this.schedulers) scheduler.restart();
  }

  page(): string {
    for (const [rank, scheduler] of this.schedulers.entries()) {
      scheduler.lookedAt();
      if (scheduler.stats !== null) this.show(rank, scheduler.stats);
    }
    return this.registry.render();
  }

  private show(rank: number, stats: SchedulerStats): void {
    const { families } = this;
    const { settings } = this.options;
    const labels = this.schedulerLabels(rank);
    const speculates = settings.algorithm !== null;
    families.running.set(labels, stats.running);
    families.queued.set(labels, stats.queued);
    families.grammarQueued.set(labels, 0);
    families.tokenUsage.set(labels, stats.usedTokens / stats.roomTokens);
    families.usedTokens.set(labels, stats.usedTokens);
    families.availableTokens.set(labels, stats.roomTokens - stats.usedTokens);
    families.evictableTokens.set(labels, 0);
    families.maxTokens.set(labels, stats.roomTokens);
    families.throughput.set(labels, stats.throughput);
    families.cacheHitRate.set(labels, stats.cacheHitRate);
    families.utilization.set(labels, stats.running / settings.maxRunning);
    families.retracted.set(labels, 0);
    families.acceptLength.set(labels, stats.acceptLength ?? 0);
    families.acceptRate.set(labels, stats.acceptRate ?? 0);
    families.specSteps.set(labels, speculates ? settings.draftTokens : 0);
    families.specDraftTokens.set(labels, speculates ? settings.draftTokens + 1 : 0);
  }

  /** Per token here: the time between two outputs, divided by what came, as often as something came. */
  private received(record: SequenceRecord, atMs: number): void {
    const labels = this.tokenizerLabels();
    const before = this.seen.get(record);
    const { tokens } = record.work;
    this.seen.set(record, { tokens, atMs });
    if (before === undefined) {
      const streaming = { ...labels, is_streaming: String(record.streamed) };
      this.families.firstToken.observe(streaming, (atMs - record.arrivedAtMs) / 1000);
      return;
    }
    const fresh = tokens - before.tokens;
    if (fresh > 0) this.families.interToken.observe(labels, (atMs - before.atMs) / 1000 / fresh, fresh);
  }

  private schedulerLabels(rank: number): Labels {
    const labels = { ...this.tokenizerLabels(), tp_rank: '0', pp_rank: '0', moe_ep_rank: '0' };
    return this.options.settings.ranks > 1 ? { ...labels, dp_rank: String(rank) } : labels;
  }

  private tokenizerLabels(): Labels {
    return { model_name: this.options.modelId, engine_type: 'unified' };
  }
}
