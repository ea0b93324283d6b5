import type { EngineObserver, EngineStep } from '../../engine/engine.ts';
import type { RankedEngine } from '../../engine/ranked-engine.ts';
import type { Books } from '../openai/openai-server.ts';
import type { SequenceRecord } from '../openai/run/sequence-record.ts';
import type { Counter, Labels } from '../prometheus/python-registry.ts';
import { PythonRegistry } from '../prometheus/python-registry.ts';
import { VllmFamilies } from './vllm-families.ts';
import type { VllmSettings } from './vllm-settings.ts';

const FINISH_REASONS = ['stop', 'length', 'abort', 'error', 'repetition'] as const;

/**
 * vLLM's `/metrics` (`PrometheusStatLogger`): counters of tokens and drafts move with every step, also of requests that are aborted later; histograms of
 * whole requests move when one finishes. Every rank's series is there from the start.
 */
export class VllmMetrics implements Books {
  private readonly registry: PythonRegistry;
  private readonly families: VllmFamilies;
  private readonly settings: VllmSettings;
  private readonly modelId: string;
  /** Tokens of the pass under way, by rank. */
  private readonly passTokens: number[];
  private lastTokenAtMs = new WeakMap<SequenceRecord, number>();

  constructor(settings: VllmSettings, modelId: string, unixSeconds: () => number) {
    this.settings = settings;
    this.modelId = modelId;
    this.registry = new PythonRegistry({ createdGauges: true, gaugeLabels: {}, unixSeconds });
    this.families = new VllmFamilies(this.registry, settings.draftTokens > 0);
    this.passTokens = Array.from({ length: settings.ranks }, () => 0);
    this.appear();
  }

  observer(rank: number): EngineObserver {
    const nothing = (): void => undefined;
    return {
      queueSize: nothing,
      prefill: nothing,
      passStarted: nothing,
      requestStep: nothing,
      batchSize: nothing,
      passEnded: () => {
        this.families.iterationTokens.observe(this.labels(rank), this.passTokens[rank] ?? 0);
        this.passTokens[rank] = 0;
      },
    };
  }

  arrived(): void {}

  step(record: SequenceRecord, step: EngineStep): void {
    const labels = this.labels(record.rank);
    const { families } = this;
    families.generationTokens.inc(labels, step.tokens.length);
    this.passTokens[record.rank] = (this.passTokens[record.rank] ?? 0) + step.tokens.length;
    const beforeMs = this.lastTokenAtMs.get(record);
    this.lastTokenAtMs.set(record, step.atMs);
    if (step.kind === 'prefill') this.prefilled(record, step.atMs, labels);
    // One sample per output of a request, however many tokens it brings: the time between steps.
    else if (beforeMs !== undefined) families.interToken.observe(labels, (step.atMs - beforeMs) / 1000);
    if (step.draft.proposed > 0) this.drafted(step, labels);
  }

  finished(record: SequenceRecord): void {
    const labels = this.labels(record.rank);
    const { families } = this;
    const times = timesOf(record);
    families.success.inc({ ...labels, finished_reason: record.cause === 'length' ? 'length' : 'stop' });
    families.endToEnd.observe(labels, times.endToEnd);
    families.queue.observe(labels, times.queue);
    families.inference.observe(labels, times.inference);
    families.prefill.observe(labels, times.prefill);
    families.decode.observe(labels, times.decode);
    if (record.work.tokens > 1) families.perToken.observe(labels, times.decode / (record.work.tokens - 1));
    families.requestPrompt.observe(labels, record.promptTokens);
    families.requestGeneration.observe(labels, record.work.tokens);
    families.requestMaxTokens.observe(labels, record.maxTokens);
    families.requestN.observe(labels, 1);
  }

  /** An abort moves nothing: its tokens are counted already, its times never. */
  aborted(): void {}

  refused(): void {}

  restart(): void {
    this.registry.clear();
    this.passTokens.fill(0);
    this.lastTokenAtMs = new WeakMap();
    this.appear();
  }

  page(engine: RankedEngine): string {
    if (!this.settings.logStats) return PROCESS_PAGE;
    for (const [rank, { load }] of engine.ranks.map((each) => ({ load: each.load() })).entries()) {
      const labels = this.labels(rank);
      this.families.running.set(labels, load.running);
      this.families.waiting.set(labels, load.waiting);
      this.families.waitingByReason.set({ ...labels, reason: 'capacity' }, load.waiting);
      this.families.waitingByReason.set({ ...labels, reason: 'deferred' }, 0);
      this.families.cacheUsage.set(labels, load.heldTokens / load.roomTokens);
    }
    return PROCESS_PAGE + this.registry.render();
  }

  private prefilled(record: SequenceRecord, atMs: number, labels: Labels): void {
    const { families } = this;
    const { promptTokens, cachedTokens } = record;
    this.passTokens[record.rank] = (this.passTokens[record.rank] ?? 0) + promptTokens - cachedTokens;
    families.promptTokens.inc(labels, promptTokens);
    families.promptCached.inc(labels, cachedTokens);
    families.promptBySource.inc({ ...labels, source: 'local_compute' }, promptTokens - cachedTokens);
    families.promptBySource.inc({ ...labels, source: 'local_cache_hit' }, cachedTokens);
    families.cacheQueries.inc(labels, promptTokens);
    families.cacheHits.inc(labels, cachedTokens);
    families.firstToken.observe(labels, (atMs - record.arrivedAtMs) / 1000);
  }

  /** Before the cut at an end; a step without a draft is not one. */
  private drafted({ draft }: EngineStep, labels: Labels): void {
    const { speculation } = this.families;
    if (speculation === null) return;
    speculation.drafts.inc(labels);
    speculation.draftTokens.inc(labels, draft.proposed);
    speculation.acceptedTokens.inc(labels, draft.matched);
    for (let position = 0; position < draft.matched; position += 1) {
      speculation.acceptedPerPosition.inc({ ...labels, position: String(position) });
    }
  }

  /** Children are made at start for every rank, so that they read 0 and not nothing. */
  private appear(): void {
    for (let rank = 0; rank < this.settings.ranks; rank += 1) {
      const labels = this.labels(rank);
      const zero = (counter: Counter, more: Labels = {}): void => counter.inc({ ...labels, ...more }, 0);
      for (const counter of this.families.plainCounters) zero(counter);
      for (const distribution of this.families.distributions) distribution.observe(labels, 0, 0);
      for (const finished_reason of FINISH_REASONS) zero(this.families.success, { finished_reason });
      for (const source of ['local_compute', 'local_cache_hit', 'external_kv_transfer']) {
        zero(this.families.promptBySource, { source });
      }
      const { speculation } = this.families;
      if (speculation === null) continue;
      for (const counter of [speculation.drafts, speculation.draftTokens, speculation.acceptedTokens]) zero(counter);
      for (let position = 0; position < this.settings.draftTokens; position += 1) {
        zero(speculation.acceptedPerPosition, { position: String(position) });
      }
    }
  }

  private labels(rank: number): Labels {
    return { model_name: this.modelId, engine: String(rank) };
  }
}

/** What the Python process says of itself on the same page. */
const PROCESS_PAGE =
  '# HELP python_info Python platform information\n# TYPE python_info gauge\n' +
  'python_info{implementation="CPython",major="3",minor="12",patchlevel="3",version="3.12.3"} 1.0\n';

/** Seconds. */
function timesOf(
  record: SequenceRecord,
): Readonly<Record<'endToEnd' | 'queue' | 'inference' | 'prefill' | 'decode', number>> {
  const { arrivedAtMs } = record;
  const startedAtMs = record.startedAtMs ?? arrivedAtMs;
  const firstAtMs = record.firstTokenAtMs ?? startedAtMs;
  const lastAtMs = record.lastTokenAtMs ?? firstAtMs;
  return {
    endToEnd: (lastAtMs - arrivedAtMs) / 1000,
    queue: (startedAtMs - arrivedAtMs) / 1000,
    inference: (lastAtMs - startedAtMs) / 1000,
    prefill: (firstAtMs - startedAtMs) / 1000,
    decode: (lastAtMs - firstAtMs) / 1000,
  };
}
