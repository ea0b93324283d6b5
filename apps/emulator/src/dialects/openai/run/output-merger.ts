import type { EngineStep, EngineToken, FinishCause } from '../../../engine/engine.ts';

/** What a server found ready of one sequence at one look: of one step, or of several that had piled up. */
export interface Output {
  readonly tokens: readonly EngineToken[];
  readonly steps: number;
  readonly finish: FinishCause | null;
}

/** The way out: a client that reads more slowly than the engine writes. */
export interface Outlet {
  readonly isBehind: boolean;
  onceDrained(run: () => void): void;
}

/**
 * Puts outputs together that had to wait (vLLM's RequestOutputCollector, SGLang's `_wait_one_response`): while the client is behind, or while the server's
 * own loop is (`lags`, asked once per step), steps pile up and leave as one. So an event is not a step.
 */
export class OutputMerger {
  private readonly outlet: Outlet;
  private readonly lags: () => boolean;
  private readonly emit: (output: Output) => void;
  private tokens: EngineToken[] = [];
  private steps = 0;
  private finish: FinishCause | null = null;
  private waiting = false;

  constructor(outlet: Outlet, lags: () => boolean, emit: (output: Output) => void) {
    this.outlet = outlet;
    this.lags = () => lags();
    this.emit = (output) => emit(output);
  }

  push(step: EngineStep): void {
    this.tokens.push(...step.tokens);
    this.steps += 1;
    this.finish = step.finish;
    if (this.waiting) return;
    if (!this.outlet.isBehind) {
      if (step.finish !== null || !this.lags()) this.flush();
      return;
    }
    this.waiting = true;
    this.outlet.onceDrained(() => {
      this.waiting = false;
      this.flush();
    });
  }

  private flush(): void {
    if (this.steps === 0) return;
    const output: Output = { tokens: this.tokens, steps: this.steps, finish: this.finish };
    this.tokens = [];
    this.steps = 0;
    this.emit(output);
  }
}
