import type { EngineLoad, EngineObserver, EngineStep } from '../../engine/engine.ts';
import type { SequenceRecord } from '../openai/run/sequence-record.ts';

/** Tokens of one KV block. */
const BLOCK_TOKENS = 32;
/** The queue of statistics holds so many; older ones fall out unread. */
const MOST_KEPT = 1000;

/** One iteration of the executor, under the names of its JSON. */
export interface IterationStats {
  readonly iter: number;
  readonly iterLatencyMS: number;
  readonly numActiveRequests: number;
  readonly numQueuedRequests: number;
  readonly numCompletedRequests: number;
  readonly maxNumActiveRequests: number;
  readonly kvCacheStats: {
    readonly maxNumBlocks: number;
    readonly freeNumBlocks: number;
    readonly usedNumBlocks: number;
    readonly tokensPerBlock: number;
  };
  readonly inflightBatchingStats: {
    readonly numScheduledRequests: number;
    readonly numContextRequests: number;
    readonly numGenRequests: number;
    readonly numPausedRequests: number;
    readonly numCtxTokens: number;
    readonly avgNumDecodedTokensPerIter: number;
  };
  readonly specDecodingStats: {
    readonly numDraftTokens: number;
    readonly numAcceptedTokens: number;
    readonly numRequestsWithDraftTokens: number;
    readonly acceptanceLength: number;
    readonly iterLatencyMS: number;
    readonly draftOverhead: number;
  } | null;
}

interface Pass {
  size: number;
  ctxTokens: number;
  tokens: number;
  completed: number;
  draftTokens: number;
  accepted: number;
  drafting: number;
}

/** The executor's queue of iteration statistics. Whoever reads takes: two readers get a part each. */
export class IterationQueue {
  readonly observer: EngineObserver;
  private readonly maxBatch: number;
  private readonly load: () => EngineLoad;
  private readonly speculates: boolean;
  private readonly ended: (completed: number) => void;
  private kept: IterationStats[] = [];
  private iter = 0;
  private pass: Pass = emptyPass();

  /** `ended`: after each iteration was queued, with how many requests it finished. */
  constructor(options: {
    readonly maxBatch: number;
    readonly speculates: boolean;
    readonly load: () => EngineLoad;
    readonly ended: (completed: number) => void;
  }) {
    this.maxBatch = options.maxBatch;
    this.speculates = options.speculates;
    this.load = options.load;
    this.ended = options.ended;
    const nothing = (): void => undefined;
    this.observer = {
      queueSize: nothing,
      prefill: nothing,
      batchSize: nothing,
      passStarted: (_method, size) => {
        this.pass = { ...emptyPass(), size };
      },
      requestStep: (step) => this.step(step),
      passEnded: (method, { totalSeconds }) => this.end(method, totalSeconds * 1000),
    };
  }

  /** Number of the iteration under way. */
  get current(): number {
    return this.iter + 1;
  }

  /** What the engine does not know of a prefill. */
  prefilled(record: SequenceRecord): void {
    this.pass.ctxTokens += record.promptTokens - record.cachedTokens;
  }

  take(): readonly IterationStats[] {
    const taken = this.kept;
    this.kept = [];
    return taken;
  }

  restart(): void {
    this.kept = [];
    this.iter = 0;
  }

  private step({ tokens, finish, draft }: EngineStep): void {
    const { pass } = this;
    pass.tokens += tokens.length;
    pass.completed += finish === null ? 0 : 1;
    pass.draftTokens += draft.proposed;
    pass.accepted += tokens.length - 1;
    pass.drafting += draft.proposed > 0 ? 1 : 0;
  }

  private end(method: 'prefill' | 'decode', latencyMs: number): void {
    const { pass } = this;
    this.iter += 1;
    this.kept.push(this.statsOf(method, latencyMs));
    if (this.kept.length > MOST_KEPT) this.kept.shift();
    this.ended(pass.completed);
  }

  private statsOf(method: 'prefill' | 'decode', iterLatencyMS: number): IterationStats {
    const { pass } = this;
    const { running, waiting, heldTokens, roomTokens } = this.load();
    const [most, used] = [Math.floor(roomTokens / BLOCK_TOKENS), Math.ceil(heldTokens / BLOCK_TOKENS)];
    const context = method === 'prefill' ? pass.size : 0;
    return {
      iter: this.iter,
      iterLatencyMS,
      numActiveRequests: running,
      numQueuedRequests: waiting,
      numCompletedRequests: pass.completed,
      maxNumActiveRequests: this.maxBatch,
      kvCacheStats: {
        maxNumBlocks: most,
        freeNumBlocks: most - used,
        usedNumBlocks: used,
        tokensPerBlock: BLOCK_TOKENS,
      },
      inflightBatchingStats: {
        numScheduledRequests: pass.size,
        numContextRequests: context,
        numGenRequests: pass.size - context,
        numPausedRequests: 0,
        numCtxTokens: pass.ctxTokens,
        avgNumDecodedTokensPerIter: pass.size === 0 ? 0 : pass.tokens / pass.size,
      },
      specDecodingStats: this.speculates ? speculationOf(pass, iterLatencyMS) : null,
    };
  }
}

function speculationOf(pass: Pass, iterLatencyMS: number): IterationStats['specDecodingStats'] {
  return {
    numDraftTokens: pass.draftTokens,
    numAcceptedTokens: pass.accepted,
    numRequestsWithDraftTokens: pass.drafting,
    acceptanceLength: pass.drafting === 0 ? 0 : (pass.accepted + pass.drafting) / pass.drafting,
    iterLatencyMS,
    draftOverhead: 0,
  };
}

function emptyPass(): Pass {
  return { size: 0, ctxTokens: 0, tokens: 0, completed: 0, draftTokens: 0, accepted: 0, drafting: 0 };
}
