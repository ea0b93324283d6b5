import type { EngineStep, FinishCause, Generation } from '../../../engine/engine.ts';
import type { GenerateRequest } from '../requests/generate-parameters.ts';
import { generationError, incompleteGeneration, overloaded, type TgiError, validationError } from '../tgi-error.ts';
import { validate, type Validation } from '../validation.ts';
import { grammarPieces, type GrammarPieces } from './grammar-pieces.ts';
import type { GenerationEnd, InferSink, InferToken, Permit } from './generation.ts';
import type { InferContext } from './infer-context.ts';
import { samplingOf } from './sampling.ts';
import { keepLastTokens } from './truncation.ts';

/**
 * One generation from permit to end, with its metrics. More than one pass only where the version schedules long
 * generations again (3.3: after each 1,024 tokens, with the text so far as part of the prompt).
 */
export class GenerationRun {
  private readonly context: InferContext;
  private readonly request: GenerateRequest;
  private readonly sink: InferSink;
  private readonly receivedAtMs: number;
  private readonly permit: Permit | null;
  private readonly seed: number | null;
  private active = true;
  private pass: Generation | null = null;
  private grammar: GrammarPieces | null = null;
  private inputTokens = 0;
  private maxTotalNewTokens = 0;
  private tokens = 0;
  private text = '';
  private queuedAtMs: number | null = null;
  private startedAtMs: number | null = null;

  constructor(context: InferContext, request: GenerateRequest, sink: InferSink, receivedAtMs: number) {
    this.context = context;
    this.request = request;
    this.sink = sink;
    this.receivedAtMs = receivedAtMs;
    this.permit = context.takePermit();
    this.seed = request.parameters.seed ?? context.drawSeed();
  }

  /** Refusals reach the sink before this returns. */
  start(): void {
    if (this.permit === null) return this.fail('overloaded', overloaded);
    const validation = this.validated(this.request);
    if (!validation.ok) return this.fail('validation', validationError(validation.reason));
    this.inputTokens = validation.request.inputTokens;
    this.maxTotalNewTokens = validation.request.maxTotalNewTokens;
    const { grammar } = this.request.parameters;
    this.grammar = grammar && grammarPieces(grammar, this.context.eosText);
    this.schedule(this.request, validation.request.inputTokens, validation.request.maxNewTokens);
  }

  /** The client is gone: nothing more is emitted, and the engine wastes no more than the step in flight. */
  abort(): void {
    if (!this.active) return;
    this.pass?.abort();
    this.context.metrics.count('tgi_request_failure', { err: 'dropped' });
    this.finish();
  }

  /** Ends without an end, as when the engine's stream stops short. */
  breakOff(): void {
    if (!this.active) return;
    this.pass?.abort();
    this.fail('incomplete', incompleteGeneration);
  }

  private validated(request: GenerateRequest): Validation {
    const validation = validate(request, this.context.rules);
    const inputTokens = validation.ok ? validation.request.inputTokens : validation.inputTokens;
    if (inputTokens !== null) this.context.metrics.observe('tgi_request_input_length', inputTokens);
    if (validation.ok) {
      this.context.metrics.observe('tgi_request_max_new_tokens', validation.request.maxNewTokens);
    }
    return validation;
  }

  private schedule(request: GenerateRequest, inputTokens: number, maxNewTokens: number): void {
    this.queuedAtMs ??= this.context.clock.now();
    const { truncate, stop } = request.parameters;
    this.pass = this.context.engine.submit(
      {
        prompt: keepLastTokens(request.inputs, truncate),
        promptTokens: inputTokens,
        maxNewTokens: Math.min(maxNewTokens, this.grammar?.length ?? maxNewTokens),
        sampling: samplingOf(request.parameters, this.seed),
        stop: this.grammar === null ? stop : [],
        name: request.name ?? null,
      },
      {
        started: (atMs) => {
          this.startedAtMs ??= atMs;
        },
        step: (step) => this.step(step),
        failed: (message) => this.fail('generation', generationError(message)),
      },
    );
  }

  private step(step: EngineStep): void {
    if (!this.active) return;
    const tokens = this.grammar === null ? this.plainTokens(step) : this.grammar.take(step);
    this.tokens += tokens.length;
    for (const token of tokens) if (!token.special) this.text += token.text;
    const cause = this.grammar?.cause(step.finish) ?? step.finish;
    if (cause === null || (cause === 'length' && this.continued())) this.sink.tokens(tokens, null);
    else this.end(tokens, cause, step.atMs);
  }

  private plainTokens(step: EngineStep): InferToken[] {
    return step.tokens.map((token) => ({ ...token, text: token.special ? this.context.eosText : token.text }));
  }

  /** Schedules another pass when the length that ended this one was the pass's and not the request's. */
  private continued(): boolean {
    if (this.context.rules.tokensPerPass === null || this.tokens >= this.maxTotalNewTokens) return false;
    const request = { ...this.request, inputs: this.request.inputs + this.text };
    const validation = this.validated(request);
    // The text so far may have filled the model's window: then it ends here, without an error.
    if (!validation.ok) return false;
    this.schedule(request, validation.request.inputTokens, validation.request.maxNewTokens);
    return true;
  }

  private end(tokens: readonly InferToken[], cause: FinishCause, endedAtMs: number): void {
    const end: GenerationEnd = {
      text: this.text,
      tokens: this.tokens,
      cause,
      seed: samplingOf(this.request.parameters, null).temperature === 0 ? null : this.seed,
      inputTokens: this.inputTokens,
      receivedAtMs: this.receivedAtMs,
      queuedAtMs: this.queuedAtMs ?? this.receivedAtMs,
      startedAtMs: this.startedAtMs ?? this.receivedAtMs,
      endedAtMs,
    };
    this.context.recordSuccess(end);
    this.finish();
    this.sink.tokens(tokens, end);
  }

  private fail(label: string, error: TgiError): void {
    if (!this.active) return;
    this.context.metrics.count('tgi_request_failure', { err: label });
    this.finish();
    this.sink.failed(error);
  }

  private finish(): void {
    this.active = false;
    this.permit?.release();
  }
}
