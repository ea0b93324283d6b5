import type { EngineStep } from '../../../engine/engine.ts';
import type { LlamaTraits } from '../llamacpp-traits.ts';

/** What a slot counts of one generation (`server_slot_stats`). Times: the machine's clock, milliseconds. */
export class GenerationStats {
  readonly promptTokens: number;
  generated = 0;
  drafts = 0;
  draftTokens = 0;
  accepted = 0;
  /** Index = place in the draft. */
  readonly acceptedAt: number[] = [];
  startedAtMs: number | null = null;
  promptDoneAtMs: number | null = null;
  lastAtMs: number | null = null;

  constructor(promptTokens: number) {
    this.promptTokens = promptTokens;
  }

  /** What was accepted counts whole, also where a word ends the answer in the middle of it. */
  addStep({ kind, tokens, draft, atMs }: EngineStep): void {
    if (kind === 'prefill') this.promptDoneAtMs = atMs;
    this.lastAtMs = atMs;
    this.generated += tokens.length;
    const { proposed, matched } = draft;
    if (proposed === 0) return;
    this.drafts += 1;
    this.draftTokens += proposed;
    this.accepted += matched;
    for (let place = 0; place < proposed; place += 1) {
      this.acceptedAt[place] = (this.acceptedAt[place] ?? 0) + (place < matched ? 1 : 0);
    }
  }

  get promptMs(): number {
    return this.promptDoneAtMs === null || this.startedAtMs === null ? 0 : this.promptDoneAtMs - this.startedAtMs;
  }

  get generatedMs(): number {
    return this.promptDoneAtMs === null || this.lastAtMs === null ? 0 : this.lastAtMs - this.promptDoneAtMs;
  }

  /**
   * The `timings` of an answer, or of a token on its way (`generated`: tokens up to it). Without a draft there is no word of drafts: speculation is
   * off, or nothing was found.
   */
  timings({ timedTokens }: LlamaTraits, generated = this.generated): object {
    const timed = timedTokens === 'all' ? generated : Math.max(0, generated - 1);
    return {
      cache_n: 0,
      prompt_n: this.promptTokens,
      prompt_ms: this.promptMs,
      prompt_per_token_ms: ratio(this.promptMs, this.promptTokens),
      prompt_per_second: ratio(1000 * this.promptTokens, this.promptMs),
      predicted_n: generated,
      predicted_ms: this.generatedMs,
      predicted_per_token_ms: ratio(this.generatedMs, timed),
      predicted_per_second: ratio(1000 * timed, this.generatedMs),
      ...(this.draftTokens > 0 ? { draft_n: this.draftTokens, draft_n_accepted: this.accepted } : {}),
    };
  }
}

function ratio(numerator: number, denominator: number): number {
  return denominator > 0 ? numerator / denominator : 0;
}
