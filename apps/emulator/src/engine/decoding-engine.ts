import {
  BASE_MODELS,
  DEFAULT_DRAFT_TOKENS,
  DETOKENIZE_MS_PER_REQUEST,
  MOST_HEAD_ROWS,
  type BaseModel,
} from './calibration.ts';
import { FinishRule } from './decoding/finish-rule.ts';
import { Sequence, type Drafting } from './decoding/sequence.ts';
import type { EngineOptions } from './engine-options.ts';
import type {
  DecodingEngine,
  EndedRequest,
  EngineLoad,
  EngineStep,
  EngineTruth,
  Generation,
  GenerationRequest,
  GenerationSink,
} from './engine.ts';
import { hashText, mix, uniform } from './hash.ts';
import { TargetModel } from './language/target-model.ts';
import { AdmissionQueue } from './scheduling/admission-queue.ts';
import { admissionRoom, type MergeReason } from './scheduling/admission-rule.ts';
import { DEFAULT_BATCH_LIMITS, type BatchLimits } from './scheduling/batch-limits.ts';
import { Job } from './scheduling/job.ts';
import { Journal } from './scheduling/journal.ts';
import { decodeMs, prefillMs } from './scheduling/step-time.ts';
import { Tally } from './scheduling/tally.ts';
import type { SpeculatorKind } from './speculation/speculator-kind.ts';

/** Streams of the engine's seed. */
const STREAM = { sampling: 1, jitter: 2, lossy: 3 } as const;

/** One forward pass under way. */
interface Pass {
  readonly method: 'prefill' | 'decode';
  readonly jobs: readonly Job[];
  readonly drafter: SpeculatorKind;
  /** A prefill whose requests join a running batch. */
  readonly joins: boolean;
  readonly startMs: number;
  readonly endMs: number;
}

interface Hold {
  readonly what: 'everything' | 'newcomers';
  whenHeld: (() => void) | null;
}

/** Makes one emulated server's engine. It is idle until the first `submit`. */
export function createDecodingEngine(options: EngineOptions): DecodingEngine {
  return new ContinuousBatching(options);
}

/**
 * Passes follow each other without a gap as long as there is work: at the end of each, its tokens are handed out, then
 * newcomers are let in by a prefill, which holds up the running requests, or the batch decodes on. Every pass begins at the
 * scheduled end of the one before, not at the moment the timer came round to it, so late timers cause no drift.
 */
class ContinuousBatching implements DecodingEngine {
  readonly #options: EngineOptions;
  readonly #base: BaseModel;
  readonly #speculator: SpeculatorKind;
  readonly #draftTokens: number;
  readonly #limits: BatchLimits;
  readonly #queue = new AdmissionQueue<Job>();
  readonly #tally = new Tally();
  readonly #journal = new Journal();
  #lossyShare: number;
  #draftQuality: number;
  #running: Job[] = [];
  #pass: Pass | null = null;
  /** Calls off whatever will go on next: the end of the pass, or the start of one. Null when idle. */
  #cancelNext: (() => void) | null = null;
  #passes = 0;
  #passesSinceAdmission = 0;
  #closed = false;
  #held: Hold | null = null;

  constructor(options: EngineOptions) {
    const { kind, draftTokens, quality = 1 } = options.speculator;
    this.#options = options;
    this.#base = BASE_MODELS[options.base];
    this.#draftTokens = kind === 'none' ? 0 : (draftTokens ?? DEFAULT_DRAFT_TOKENS[kind]);
    this.#speculator = this.#draftTokens === 0 ? 'none' : kind;
    this.#limits = { ...DEFAULT_BATCH_LIMITS, ...options.limits };
    this.#lossyShare = options.lossyShare ?? 0;
    this.#draftQuality = quality;
  }

  submit(request: GenerationRequest, sink: GenerationSink): Generation {
    this.#tally.requests += 1;
    const job = this.#makeJob(request, sink);
    this.#queue.push(job);
    this.#options.observer?.queueSize(this.#queue.size);
    if (this.#cancelNext === null && this.#held === null) this.#goOnAt(job.arrivedAtMs);
    return { abort: () => this.#abort(job) };
  }

  truth(): EngineTruth {
    return this.#tally.snapshot(this.#live().size, this.#queue.size);
  }

  journal(): readonly EndedRequest[] {
    return this.#journal.read();
  }

  load(): EngineLoad {
    const live = this.#live();
    let heldTokens = 0;
    for (const job of live) heldTokens += job.promptTokens + job.sequence.length;
    const roomTokens = this.#limits.maxBatchTotalTokens;
    return { running: live.size, waiting: this.#queue.size, heldTokens, roomTokens };
  }

  failBatch(message: string): void {
    const jobs = new Set([...this.#running, ...(this.#pass?.jobs ?? [])]);
    this.#running = [];
    this.#pass = null;
    this.#goOnAt(this.#options.clock.now());
    for (const job of jobs) {
      if (job.state !== 'running') continue;
      job.state = 'failed';
      this.#tally.failed += 1;
      this.#journal.write(job, 'failed');
      job.sink.failed(message);
    }
  }

  setLossyShare(share: number): void {
    this.#lossyShare = share;
  }

  setDraftQuality(quality: number): void {
    this.#draftQuality = quality;
  }

  hold(what: 'everything' | 'newcomers', whenHeld: () => void): void {
    this.#held = { what, whenHeld };
    // Under way: the next border tells.
    if (this.#cancelNext === null) this.#tellHeld();
  }

  release(): void {
    if (this.#held === null) return;
    this.#held = null;
    if (this.#cancelNext === null) this.#goOnAt(this.#options.clock.now());
  }

  restart(): void {
    this.#held = null;
    for (const job of [...this.#live(), ...this.#queue.clear()]) this.#abort(job);
    this.#running = [];
    this.#pass = null;
    this.#cancelNext?.();
    // Idle, and without a word to the observer: the next request starts it.
    this.#cancelNext = null;
  }

  close(): void {
    this.#closed = true;
    this.#cancelNext?.();
    this.#cancelNext = null;
  }

  #makeJob(request: GenerationRequest, sink: GenerationSink): Job {
    const { clock, seed } = this.#options;
    const lossy = uniform(mix(seed, STREAM.lossy), hashText(request.prompt)) < this.#lossyShare;
    const target = new TargetModel(this.#base, request.prompt, lossy);
    const stream = request.sampling.seed ?? mix(mix(seed, STREAM.sampling), this.#tally.requests);
    const eosId = request.ignoreEos === true ? null : this.#base.eos.id;
    const rule = new FinishRule(request.maxNewTokens, eosId, request.stop);
    const sequence = new Sequence(request, target, rule, mix(stream, target.seed));
    // TGI adds k to the budget of each request.
    const totalTokens = request.promptTokens + request.maxNewTokens + this.#draftTokens;
    const { name = null, promptTokens } = request;
    return new Job(sequence, sink, { name, arrivedAtMs: clock.now(), promptTokens, totalTokens });
  }

  #live(): ReadonlySet<Job> {
    return new Set([...this.#running, ...(this.#pass?.jobs ?? [])].filter((job) => job.state === 'running'));
  }

  #abort(job: Job): void {
    if (job.state !== 'waiting' && job.state !== 'running') return;
    job.state = 'aborted';
    this.#tally.aborted += 1;
    this.#journal.write(job, 'aborted');
  }

  #goOnAt(atMs: number): void {
    // At most one continuation is ever open, also when a sink fails the batch in the middle of a border.
    this.#cancelNext?.();
    if (this.#closed) return;
    this.#cancelNext = this.#options.clock.at(atMs, () => this.#border(atMs));
  }

  /** Between two passes, at the scheduled time `atMs`, however late the host is. */
  #border(atMs: number): void {
    const ended = this.#pass;
    this.#pass = null;
    if (ended !== null) this.#deliver(ended);
    if (this.#closed) return;
    if (this.#held?.what === 'everything') {
      this.#cancelNext = null;
      return this.#tellHeld();
    }
    // A prefill that joined a batch is followed by a decode pass; the first prefill may be followed by another (TGI's loop).
    if (ended?.joins === true || !this.#startPrefill(atMs)) this.#startDecode(atMs);
    if (this.#pass === null) this.#rest(atMs);
  }

  #deliver(pass: Pass): void {
    const seconds = (pass.endMs - pass.startMs) / 1000;
    for (const job of pass.jobs) if (job.state === 'running') this.#advance(job, pass, seconds);
    const joining = pass.method === 'prefill' ? pass.jobs : [];
    this.#running = [...this.#running, ...joining].filter((job) => job.state === 'running');
    const detokenizeSeconds = Math.min(seconds, (DETOKENIZE_MS_PER_REQUEST * pass.jobs.length) / 1000);
    this.#options.observer?.passEnded(pass.method, {
      forwardSeconds: seconds - detokenizeSeconds,
      decodeSeconds: detokenizeSeconds,
      totalSeconds: seconds,
    });
  }

  #advance(job: Job, pass: Pass, seconds: number): void {
    const advance =
      pass.method === 'prefill' ? job.sequence.prefill() : job.sequence.decode(this.#drafting(pass.drafter));
    const step: EngineStep = { atMs: pass.endMs, kind: pass.method, ...advance };
    this.#book(job, step, seconds);
    this.#options.observer?.requestStep(step);
    job.sink.step(step);
  }

  #drafting(kind: SpeculatorKind): Drafting {
    const { ngram = 'always', longest = 'k' } = this.#options.speculator;
    return { kind, tokens: this.#draftTokens, ngram, longest, quality: this.#draftQuality };
  }

  #book(job: Job, step: EngineStep, seconds: number): void {
    this.#tally.work.add(step);
    job.work.add(step);
    if (step.kind === 'prefill') this.#tally.promptTokens += job.promptTokens;
    else this.#tally.decodeSeconds += seconds;
    if (step.finish === null) return;
    job.state = 'finished';
    this.#tally.finished += 1;
    this.#tally.ofFinished.include(job.work);
    this.#journal.write(job, 'finished');
  }

  #startPrefill(atMs: number): boolean {
    if (this.#held !== null) return false;
    const observer = this.#options.observer;
    const batch = {
      size: this.#running.length,
      totalTokens: this.#runningTokens(),
      passesSinceAdmission: this.#passesSinceAdmission,
    };
    const { room, reason } = admissionRoom(batch, this.#limits, atMs);
    const newcomers = this.#queue.admit(room);
    observer?.queueSize(this.#queue.size);
    if (newcomers.length === 0) return false;
    this.#startPrefillOf(newcomers, reason, atMs);
    return true;
  }

  #startPrefillOf(newcomers: readonly Job[], merged: MergeReason | null, atMs: number): void {
    this.#passesSinceAdmission = 1;
    this.#options.observer?.prefill({ size: newcomers.length, merged });
    for (const job of newcomers) {
      job.state = 'running';
      job.sink.started(atMs);
    }
    const promptTokens = newcomers.reduce((sum, job) => sum + job.promptTokens, 0);
    this.#begin('prefill', newcomers, 'none', atMs, prefillMs(this.#base, promptTokens));
  }

  #startDecode(atMs: number): void {
    if (this.#running.length === 0) return;
    this.#passesSinceAdmission += 1;
    const size = this.#running.length;
    this.#options.observer?.batchSize(size, this.#runningTokens());
    const { mostHeadRows = MOST_HEAD_ROWS } = this.#options.speculator;
    const crowded = size * (this.#draftTokens + 1) > mostHeadRows && this.#speculator !== 'none';
    const drafter = crowded ? 'ngram' : this.#speculator;
    this.#begin('decode', this.#running, drafter, atMs, decodeMs(this.#base, size, this.#draftTokens, drafter));
  }

  #begin(
    method: Pass['method'],
    jobs: readonly Job[],
    drafter: SpeculatorKind,
    startMs: number,
    plainMs: number,
  ): void {
    const { seed, jitter = 0, observer } = this.#options;
    this.#passes += 1;
    const swing = 2 * uniform(mix(seed, STREAM.jitter), this.#passes) - 1;
    const endMs = startMs + plainMs * (1 + jitter * swing);
    const joins = method === 'prefill' && this.#running.length > 0;
    this.#pass = { method, jobs, drafter, joins, startMs, endMs };
    observer?.passStarted(method, jobs.length, tokensOf(jobs));
    this.#goOnAt(endMs);
  }

  /** Nothing to do now: until the next arrival, or until one that came after `atMs` but before this late moment. */
  #rest(atMs: number): void {
    this.#cancelNext = null;
    this.#options.observer?.batchSize(0, 0);
    if (this.#held !== null) return this.#tellHeld();
    const arrivalMs = this.#queue.firstArrivalMs;
    if (arrivalMs !== null) this.#goOnAt(Math.max(atMs, arrivalMs));
  }

  #tellHeld(): void {
    const whenHeld = this.#held?.whenHeld;
    if (this.#held === null || !whenHeld) return;
    this.#held.whenHeld = null;
    whenHeld();
  }

  #runningTokens(): number {
    return tokensOf(this.#running);
  }
}

function tokensOf(jobs: readonly Job[]): number {
  return jobs.reduce((sum, job) => sum + job.totalTokens, 0);
}
