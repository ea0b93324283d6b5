import type {
  DecodingEngine,
  EndedRequest,
  EngineLoad,
  EngineTruth,
  Generation,
  GenerationRequest,
  GenerationSink,
} from './engine.ts';
import { Work } from './scheduling/work.ts';

/** Several engines behind one port (data-parallel ranks): each has a queue and a batch of its own, the books are of all together. */
export class RankedEngine implements DecodingEngine {
  /** At least one; the index is the rank. */
  readonly ranks: readonly DecodingEngine[];

  constructor(ranks: readonly DecodingEngine[]) {
    if (ranks.length === 0) throw new RangeError('an engine has one rank or more');
    this.ranks = ranks;
  }

  /** The rank asked for, if there is one, else that with the fewest requests; the first of equals. */
  choose(wanted: number | null): number {
    if (wanted !== null && this.ranks[wanted] !== undefined) return wanted;
    const loads = this.ranks.map((engine) => engine.load()).map(({ running, waiting }) => running + waiting);
    return loads.indexOf(Math.min(...loads));
  }

  submit(request: GenerationRequest, sink: GenerationSink): Generation {
    return this.submitTo(this.choose(null), request, sink);
  }

  submitTo(rank: number, request: GenerationRequest, sink: GenerationSink): Generation {
    const engine = this.ranks[rank];
    if (engine === undefined) throw new RangeError(`no rank ${rank}`);
    return engine.submit(request, sink);
  }

  truth(): EngineTruth {
    const truths = this.ranks.map((engine) => engine.truth());
    const [work, ofFinished] = [new Work(), new Work()];
    for (const truth of truths) {
      work.include(truth);
      ofFinished.include(truth.ofFinished);
    }
    const sum = (key: 'requests' | 'finished' | 'aborted' | 'failed' | 'promptTokens' | 'decodeSeconds'): number =>
      truths.reduce((total, truth) => total + truth[key], 0);
    const { running, waiting } = this.load();
    return {
      requests: sum('requests'),
      finished: sum('finished'),
      aborted: sum('aborted'),
      failed: sum('failed'),
      promptTokens: sum('promptTokens'),
      decodeSeconds: sum('decodeSeconds'),
      running,
      waiting,
      ...work.snapshot(),
      ofFinished: ofFinished.snapshot(),
    };
  }

  /** One rank after the other. */
  journal(): readonly EndedRequest[] {
    return this.ranks.flatMap((engine) => engine.journal());
  }

  load(): EngineLoad {
    const loads = this.ranks.map((engine) => engine.load());
    const sum = (key: keyof EngineLoad): number => loads.reduce((total, load) => total + load[key], 0);
    return {
      running: sum('running'),
      waiting: sum('waiting'),
      heldTokens: sum('heldTokens'),
      roomTokens: sum('roomTokens'),
    };
  }

  failBatch(message: string): void {
    for (const engine of this.ranks) engine.failBatch(message);
  }

  setLossyShare(share: number): void {
    for (const engine of this.ranks) engine.setLossyShare(share);
  }

  setDraftQuality(quality: number): void {
    for (const engine of this.ranks) engine.setDraftQuality(quality);
  }

  hold(what: 'everything' | 'newcomers', whenHeld: () => void): void {
    let left = this.ranks.length;
    const oneHeld = (): void => {
      left -= 1;
      if (left === 0) whenHeld();
    };
    for (const engine of this.ranks) engine.hold(what, oneHeld);
  }

  release(): void {
    for (const engine of this.ranks) engine.release();
  }

  restart(): void {
    for (const engine of this.ranks) engine.restart();
  }

  close(): void {
    for (const engine of this.ranks) engine.close();
  }
}
