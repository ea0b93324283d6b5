import type { EngineStep, EngineToken, FinishCause } from '../../../engine/engine.ts';
import { Work } from '../../../engine/scheduling/work.ts';

/** All that is known of one sequence, written down as it grows. Times: the machine's clock, milliseconds. */
export class SequenceRecord {
  /** Among the choices of the answer. */
  readonly index: number;
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly maxTokens: number;
  readonly streamed: boolean;
  readonly arrivedAtMs: number;
  startedAtMs: number | null = null;
  firstTokenAtMs: number | null = null;
  lastTokenAtMs: number | null = null;
  cause: FinishCause | null = null;
  rank = 0;
  readonly tokens: EngineToken[] = [];
  readonly work = new Work();
  /** Of each step that had a draft, in order. `kept`: what of the matched was not cut away at an end. */
  readonly drafts: { readonly proposed: number; readonly matched: number; readonly kept: number }[] = [];

  constructor(facts: {
    readonly index: number;
    readonly promptTokens: number;
    readonly cachedTokens: number;
    readonly maxTokens: number;
    readonly streamed: boolean;
    readonly arrivedAtMs: number;
  }) {
    this.index = facts.index;
    this.promptTokens = facts.promptTokens;
    this.cachedTokens = facts.cachedTokens;
    this.maxTokens = facts.maxTokens;
    this.streamed = facts.streamed;
    this.arrivedAtMs = facts.arrivedAtMs;
  }

  add(step: EngineStep): void {
    this.work.add(step);
    this.tokens.push(...step.tokens);
    this.firstTokenAtMs ??= step.atMs;
    this.lastTokenAtMs = step.atMs;
    this.cause = step.finish;
    if (step.draft.proposed > 0) this.drafts.push({ ...step.draft, kept: step.tokens.length - 1 });
  }
}
