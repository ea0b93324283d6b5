import type { GenerationEnd } from './generation.ts';

/** Milliseconds of the engine's clock, as TGI divides a request's time. */
export interface Timings {
  readonly totalMs: number;
  readonly validationMs: number;
  readonly queueMs: number;
  /** From the batch's start: the prefill and waiting for others' prefills are in it. */
  readonly inferenceMs: number;
  /** inference / generated tokens, so accepted drafts make it smaller. */
  readonly perTokenMs: number;
}

export function timingsOf(end: GenerationEnd): Timings {
  const inferenceMs = end.endedAtMs - end.startedAtMs;
  return {
    totalMs: end.endedAtMs - end.receivedAtMs,
    validationMs: end.queuedAtMs - end.receivedAtMs,
    queueMs: end.startedAtMs - end.queuedAtMs,
    inferenceMs,
    perTokenMs: inferenceMs / end.tokens,
  };
}
