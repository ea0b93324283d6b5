import type { Method, SpeculationFigure } from '@slipstream/metrics';
import type { RequestFigures } from '../request-figures.ts';
import type { RequestRecord } from '../request-record.ts';
import { shortestPacedTokens } from '../shortest-paced-tokens.ts';

/**
 * What a request adds to a conclusion, by place. Those that make a ratio stand over the same requests: where one of the two
 * is unknown, both are left out (0 adds nothing).
 */
export const quantity = {
  /** Acceleration. */
  tokens: 0,
  steps: 1,
  /** Decode acceleration: without the token and the step of the prefill. */
  decodeTokens: 2,
  decodeSteps: 3,
  /** Mean acceptance length, less 1. */
  acceptedOfDrafts: 4,
  drafts: 5,
  /** Acceptance rate. */
  acceptedOfProposed: 6,
  proposed: 7,
  /** Step time: of streams with one answer, however they ended. */
  stepSeconds: 8,
  timedSteps: 9,
  /** TPOT: of streams that ended well. */
  pacedSeconds: 10,
  pacedTokens: 11,
  /** Their part of the GPUs' time. */
  pacedGpuSeconds: 12,
  /** Speed-up: Σ ln TPOT and how many, of those with enough tokens. */
  logTpot: 13,
  timed: 14,
  ttftSeconds: 15,
  begun: 16,
  /** GPU-seconds per token: of all attempts, by the tokens of answers that ended well. */
  gpuSeconds: 17,
  deliveredTokens: 18,
} as const;

export const quantities = 19;

const nothing: readonly number[] = Array.from({ length: quantities }, () => 0);

/** Places of a draft that acceptance is told of one by one. Longer drafts are rare, and their late places rarer in their figures. */
export const positions = 8;

/** One settled request, as conclusions see it. */
export interface ConclusionSample {
  /** By `quantity`. */
  readonly values: readonly number[];
  /** Drafts, then those accepted at each place; null where its engine does not say. */
  readonly byPosition: readonly number[] | null;
  readonly method: Method | null;
  readonly tokens: number;
  readonly wastedGpuSeconds: number;
}

export function conclusionSample({ outcome }: RequestRecord, figures: RequestFigures): ConclusionSample {
  const figure = figures.lastAttempt?.reading?.speculation ?? null;
  const values = [...nothing];
  if (figure !== null) addSpeculation(values, figure, figures.decodeSeconds);
  addPace(values, figures);
  addCost(values, figures, outcome === 'ok');
  return {
    values,
    byPosition: figure === null ? null : acceptedAt(figure),
    method: figure?.method ?? null,
    tokens: figures.tokens?.completion ?? 0,
    wastedGpuSeconds: figures.gpuTime?.wastedSeconds ?? 0,
  };
}

function addSpeculation(values: number[], { sums }: SpeculationFigure, decodeSeconds: number | null): void {
  const { requests, tokens, steps, accepted, drafts, draftTokens } = sums;
  values[quantity.tokens] = tokens;
  values[quantity.steps] = steps;
  values[quantity.decodeTokens] = tokens - requests;
  values[quantity.decodeSteps] = steps - requests;
  if (accepted !== null && drafts !== null) {
    values[quantity.acceptedOfDrafts] = accepted;
    values[quantity.drafts] = drafts;
  }
  if (accepted !== null && draftTokens !== null) {
    values[quantity.acceptedOfProposed] = accepted;
    values[quantity.proposed] = draftTokens;
  }
  // Of several answers to one prompt the steps run side by side.
  if (decodeSeconds === null || requests !== 1 || steps <= requests) return;
  values[quantity.stepSeconds] = decodeSeconds;
  values[quantity.timedSteps] = steps - requests;
}

function addPace(values: number[], figures: RequestFigures): void {
  const { timeToFirstTokenSeconds, timePerOutputTokenSeconds, decodeSeconds, tokens, gpuTime } = figures;
  if (timeToFirstTokenSeconds !== null) {
    values[quantity.ttftSeconds] = timeToFirstTokenSeconds;
    values[quantity.begun] = 1;
  }
  const completion = tokens?.completion ?? 0;
  if (timePerOutputTokenSeconds === null || decodeSeconds === null) return;
  values[quantity.pacedSeconds] = decodeSeconds;
  values[quantity.pacedTokens] = completion - 1;
  values[quantity.pacedGpuSeconds] = gpuTime?.decodeSeconds ?? 0;
  if (completion < shortestPacedTokens) return;
  values[quantity.logTpot] = Math.log(timePerOutputTokenSeconds);
  values[quantity.timed] = 1;
}

/** What was wasted is part of the cost of what was not. */
function addCost(values: number[], { gpuTime, tokens }: RequestFigures, isDelivered: boolean): void {
  const delivered = isDelivered ? (tokens?.completion ?? null) : 0;
  if (gpuTime === null || delivered === null) return;
  values[quantity.gpuSeconds] = gpuTime.seconds;
  values[quantity.deliveredTokens] = delivered;
}

function acceptedAt({ sums }: SpeculationFigure): readonly number[] | null {
  const { drafts, acceptedByPosition } = sums;
  if (drafts === null || drafts === 0 || acceptedByPosition === null) return null;
  const found = [drafts];
  for (let place = 0; place < positions; place += 1) found.push(acceptedByPosition[place] ?? 0);
  return found;
}
