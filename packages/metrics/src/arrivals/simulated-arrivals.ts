import type { Reads } from './coalesce-reads.ts';

/** What happens between an engine's steps and our reads. Shares are per step, 0 to 1; times in ms. */
export interface ArrivalConditions {
  readonly draftTokens: number;
  /** Probability that a draft token is kept, given that those before it were. */
  readonly acceptance: number;
  readonly stepMs: number;
  /** By how much longer the last step is than the first, as a share: the batch fills up meanwhile. */
  readonly drift: number;
  /** Each step takes `stepMs` · (1 ± jitter), uniformly. */
  readonly jitter: number;
  /** Steps whose bytes are held until the next step's. */
  readonly merges: number;
  /** Steps whose bytes come in two reads, up to a sixth of a step apart. */
  readonly splits: number;
  /** Steps before which the batch waits for another request's prefill: half a step to four. */
  readonly stalls: number;
  /** Steps at whose arrival the reader is busy, for up to two steps. */
  readonly lags: number;
}

export interface SimulatedAnswer {
  readonly reads: Reads;
  readonly tokens: number;
  readonly steps: number;
}

interface Arrival {
  atMs: number;
  tokens: number;
}

/** One answer of `tokens` tokens as a reader sees it, with the true number of steps. `random`: uniform in [0, 1). */
export function simulateAnswer(tokens: number, conditions: ArrivalConditions, random: () => number): SimulatedAnswer {
  const arrivals = [{ atMs: 0, tokens: 1 }];
  let clockMs = 0;
  let emitted = 1;
  let held = 0;
  let steps = 1;
  while (emitted < tokens) {
    const grown = 1 + (conditions.drift * emitted) / tokens;
    clockMs += conditions.stepMs * grown * (1 + conditions.jitter * (2 * random() - 1));
    if (random() < conditions.stalls) clockMs += conditions.stepMs * (0.5 + 3.5 * random());
    const kept = Math.min(stepTokens(conditions, random), tokens - emitted);
    steps += 1;
    emitted += kept;
    if (random() < conditions.merges && emitted < tokens) {
      held += kept;
      continue;
    }
    arrivals.push(...deliver(clockMs, held + kept, conditions, random));
    held = 0;
  }
  return { reads: readAll(arrivals, conditions, random), tokens, steps };
}

function stepTokens({ draftTokens, acceptance }: ArrivalConditions, random: () => number): number {
  let kept = 0;
  while (kept < draftTokens && random() < acceptance) kept += 1;
  return kept + 1;
}

function deliver(atMs: number, tokens: number, { splits, stepMs }: ArrivalConditions, random: () => number): Arrival[] {
  if (tokens < 2 || random() >= splits) return [{ atMs, tokens }];
  const first = 1 + Math.floor(random() * (tokens - 1));
  return [
    { atMs, tokens: first },
    { atMs: atMs + (random() * stepMs) / 6, tokens: tokens - first },
  ];
}

/** A busy reader finds all that came meanwhile in one read. */
function readAll(arrivals: readonly Arrival[], { lags, stepMs }: ArrivalConditions, random: () => number): Reads {
  const timesMs: number[] = [];
  const counts: number[] = [];
  for (const { atMs, tokens } of arrivals) {
    const lastAtMs = timesMs.at(-1);
    if (lastAtMs !== undefined && atMs <= lastAtMs) {
      counts.push((counts.pop() ?? 0) + tokens);
      continue;
    }
    timesMs.push(random() < lags ? atMs + random() * 2 * stepMs : atMs);
    counts.push(tokens);
  }
  return { timesMs, counts };
}
