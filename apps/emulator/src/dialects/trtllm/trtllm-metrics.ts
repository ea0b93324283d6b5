import type { EngineObserver, EngineStep } from '../../engine/engine.ts';
import type { RankedEngine } from '../../engine/ranked-engine.ts';
import type { Books } from '../openai/openai-server.ts';
import type { SequenceRecord } from '../openai/run/sequence-record.ts';
import { type Labels, PythonRegistry } from '../prometheus/python-registry.ts';
import { IterationQueue, type IterationStats } from './iteration-stats.ts';
import { requestPerf } from './request-perf.ts';
import { TrtllmFamilies } from './trtllm-families.ts';
import type { TrtllmSettings } from './trtllm-settings.ts';

export interface TrtllmMetricsOptions {
  readonly settings: TrtllmSettings;
  readonly modelId: string;
  unixSeconds(): number;
  /** Made after the metrics. */
  engine(): RankedEngine;
}

/**
 * The books of `trtllm-serve`: iterations in a queue that JSON readers of `/metrics` empty, and, with `return_perf_metrics`, a Prometheus page. Its
 * collector wakes when a request finishes, empties the same queue, and enters the last iteration alone: its counters of draft tokens are a sample. The
 * counters by position are entered whole, at the end of each request.
 */
export class TrtllmMetrics implements Books {
  readonly iterations: IterationQueue;
  private readonly options: TrtllmMetricsOptions;
  private readonly registry: PythonRegistry;
  private readonly families: TrtllmFamilies;
  private readonly labels: Labels;
  private perf: object[] = [];
  private requestIds = 0;
  private readonly firstIteration = new WeakMap<SequenceRecord, number>();

  constructor(options: TrtllmMetricsOptions) {
    this.options = options;
    const { settings, modelId } = options;
    this.labels = settings.traits.namedLabels
      ? { model_name: modelId, engine_type: 'trtllm' }
      : { model_name: 'undefined', engine_type: 'undefined' };
    // Gauges of a multiprocess page that are not told how to merge carry the process.
    this.registry = new PythonRegistry({
      createdGauges: false,
      gaugeLabels: { pid: '4242' },
      unixSeconds: () => options.unixSeconds(),
    });
    this.families = new TrtllmFamilies(this.registry);
    this.iterations = new IterationQueue({
      maxBatch: settings.maxBatch,
      speculates: settings.draftTokens > 0,
      load: () => options.engine().load(),
      ended: (completed) => {
        if (completed > 0) this.collect();
      },
    });
  }

  observer(): EngineObserver {
    return this.iterations.observer;
  }

  arrived(): void {}

  step(record: SequenceRecord, step: EngineStep): void {
    if (step.kind !== 'prefill') return;
    this.firstIteration.set(record, this.iterations.current);
    this.iterations.prefilled(record);
  }

  finished(record: SequenceRecord): void {
    const { settings } = this.options;
    if (!settings.perfMetrics) return;
    this.enterRequest(record);
    if (settings.traits.iterationFamilies) this.enterPositions(record);
    if (settings.perfMetricsRequests === 0) return;
    this.requestIds += 1;
    const last = this.iterations.current;
    const iterations = { first: this.firstIteration.get(record) ?? last, last };
    this.perf.push(requestPerf(this.requestIds, iterations, record));
    this.perf = this.perf.slice(-settings.perfMetricsRequests);
  }

  aborted(): void {}

  refused(status: number): void {
    const { settings } = this.options;
    if (!settings.perfMetrics || !settings.traits.iterationFamilies) return;
    this.families.errors.inc({ ...this.labels, http_code: String(status) });
  }

  /** `GET /perf_metrics`: what is told is told once. */
  takePerf(): readonly object[] {
    const taken = this.perf;
    this.perf = [];
    return taken;
  }

  restart(): void {
    this.registry.clear();
    this.iterations.restart();
    this.perf = [];
  }

  page(): string {
    return this.registry.render();
  }

  private collect(): void {
    const { settings } = this.options;
    if (!settings.perfMetrics || !settings.iterationStats) return;
    const latest = this.iterations.take().at(-1);
    if (latest !== undefined && settings.traits.iterationFamilies) this.enterIteration(latest);
  }

  private enterRequest(record: SequenceRecord): void {
    const { families, labels } = this;
    const { arrivedAtMs, work } = record;
    const startedAtMs = record.startedAtMs ?? arrivedAtMs;
    const firstAtMs = record.firstTokenAtMs ?? startedAtMs;
    const lastAtMs = record.lastTokenAtMs ?? firstAtMs;
    families.success.inc({ ...labels, finished_reason: record.cause === 'length' ? 'length' : 'stop' });
    families.endToEnd.observe(labels, (lastAtMs - arrivedAtMs) / 1000);
    families.firstToken.observe(labels, (firstAtMs - arrivedAtMs) / 1000);
    if (work.tokens > 1) families.perToken.observe(labels, (lastAtMs - firstAtMs) / 1000 / (work.tokens - 1));
    families.queue.observe(labels, (startedAtMs - arrivedAtMs) / 1000);
    families.prefill.observe(labels, (firstAtMs - startedAtMs) / 1000);
    if (lastAtMs > firstAtMs) families.decode.observe(labels, (lastAtMs - firstAtMs) / 1000);
    families.inference.observe(labels, (lastAtMs - startedAtMs) / 1000);
    families.promptTokens.inc(labels, record.promptTokens);
    families.generationTokens.inc(labels, work.tokens);
    if (record.cachedTokens > 0) families.cachedTokens.inc(labels, record.cachedTokens);
  }

  /** Only what is above 0 makes a series. What was cut away at an end is not accepted here. */
  private enterPositions({ drafts }: SequenceRecord): void {
    const deepest = Math.max(0, ...drafts.map((draft) => draft.proposed));
    for (let position = 0; position < deepest; position += 1) {
      const labels = { ...this.labels, token_position: String(position) };
      const drafted = drafts.filter((draft) => draft.proposed > position).length;
      const accepted = drafts.filter((draft) => draft.kept > position).length;
      if (drafted > 0) this.families.draftedAt.inc(labels, drafted);
      if (accepted > 0) this.families.acceptedAt.inc(labels, accepted);
    }
  }

  private enterIteration(stats: IterationStats): void {
    const { families, labels } = this;
    const { kvCacheStats: cache, inflightBatchingStats: batch, specDecodingStats: speculation } = stats;
    families.running.set(labels, stats.numActiveRequests);
    families.waiting.set(labels, stats.numQueuedRequests);
    families.completed.inc(labels, stats.numCompletedRequests);
    families.maxActive.set(labels, stats.maxNumActiveRequests);
    families.latency.set(labels, stats.iterLatencyMS / 1000);
    families.cacheUsage.set(labels, cache.usedNumBlocks / cache.maxNumBlocks);
    families.maxBlocks.set(labels, cache.maxNumBlocks);
    families.freeBlocks.set(labels, cache.freeNumBlocks);
    families.usedBlocks.set(labels, cache.usedNumBlocks);
    families.contextRequests.set(labels, batch.numContextRequests);
    families.generationRequests.set(labels, batch.numGenRequests);
    families.perIteration.set(labels, batch.avgNumDecodedTokensPerIter);
    if (speculation === null) return;
    if (speculation.numDraftTokens > 0) families.draftTokens.inc(labels, speculation.numDraftTokens);
    if (speculation.numAcceptedTokens > 0) families.acceptedTokens.inc(labels, speculation.numAcceptedTokens);
    families.acceptanceLength.set(labels, speculation.acceptanceLength);
    families.draftOverhead.set(labels, speculation.draftOverhead);
  }
}
