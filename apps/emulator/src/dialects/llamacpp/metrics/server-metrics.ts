import type { EngineLoad, EngineObserver } from '../../../engine/engine.ts';
import type { LlamaTraits } from '../llamacpp-traits.ts';
import type { GenerationStats } from '../run/generation-stats.ts';
import { metricsPage } from './metrics-page.ts';

/** Tokens and the milliseconds they took. */
export interface TimedTokens {
  tokens: number;
  ms: number;
}

/** `server_metrics`: what the process counted since it started. */
export class ServerMetrics {
  readonly prompt: TimedTokens = { tokens: 0, ms: 0 };
  readonly generated: TimedTokens = { tokens: 0, ms: 0 };
  /** Since the last look at the page: its gauges are averages over that time. */
  readonly sinceLook = { prompt: { tokens: 0, ms: 0 }, generated: { tokens: 0, ms: 0 } };
  decodes = 0;
  busySlots = 0;
  mostTokens = 0;
  drafts = 0;
  draftTokens = 0;
  accepted = 0;
  readonly acceptedAt: number[] = [];
  readonly traits: LlamaTraits;
  readonly #unixSeconds: () => number;
  #startedAtSeconds: number;

  constructor(traits: LlamaTraits, unixSeconds: () => number) {
    this.traits = traits;
    this.#unixSeconds = unixSeconds;
    this.#startedAtSeconds = unixSeconds();
  }

  /** The header `Process-Start-Time-Unix`. */
  get startedAtSeconds(): number {
    return this.#startedAtSeconds;
  }

  /** Every pass is a `llama_decode()` over the slots that have work. */
  readonly observer: EngineObserver = {
    queueSize: () => undefined,
    prefill: () => undefined,
    passEnded: () => undefined,
    requestStep: () => undefined,
    batchSize: () => undefined,
    passStarted: (_method, size) => {
      this.decodes += 1;
      this.busySlots += size;
    },
  };

  /** The prompt is in: counted whatever becomes of the answer. */
  promptDone(stats: GenerationStats): void {
    for (const sums of [this.prompt, this.sinceLook.prompt]) {
      sums.tokens += stats.promptTokens;
      sums.ms += stats.promptMs;
    }
  }

  /** A slot let go of a generation, at its end or because nobody wants it any more. */
  released(stats: GenerationStats, finished: boolean): void {
    this.mostTokens = Math.max(this.mostTokens, stats.promptTokens + stats.generated);
    if (!finished && this.traits.counts === 'finished') return;
    for (const sums of [this.generated, this.sinceLook.generated]) {
      sums.tokens += stats.generated;
      sums.ms += stats.generatedMs;
    }
    this.drafts += stats.drafts;
    this.draftTokens += stats.draftTokens;
    this.accepted += stats.accepted;
    for (const [place, count] of stats.acceptedAt.entries()) {
      this.acceptedAt[place] = (this.acceptedAt[place] ?? 0) + count;
    }
  }

  page(load: Pick<EngineLoad, 'running' | 'waiting'>): string {
    const page = metricsPage(this, load);
    for (const sums of [this.sinceLook.prompt, this.sinceLook.generated]) Object.assign(sums, { tokens: 0, ms: 0 });
    return page;
  }

  /** The process died and came back. */
  restart(): void {
    for (const sums of [this.prompt, this.generated, this.sinceLook.prompt, this.sinceLook.generated]) {
      Object.assign(sums, { tokens: 0, ms: 0 });
    }
    Object.assign(this, { decodes: 0, busySlots: 0, mostTokens: 0, drafts: 0, draftTokens: 0, accepted: 0 });
    this.acceptedAt.length = 0;
    this.#startedAtSeconds = this.#unixSeconds();
  }
}
