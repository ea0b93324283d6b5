import { addSpeculation, emptySpeculation } from '@slipstream/metrics';
import type { Method, SpeculationFigure } from '@slipstream/metrics';
import { addMoment, emptyMoments } from '@slipstream/statistics';
import type { Moments } from '@slipstream/statistics';
import type { RequestFigures } from './request-figures.ts';
import type { RequestRecord } from './request-record.ts';
import { shortestPacedTokens } from './shortest-paced-tokens.ts';

/** What the requests of one variant add up to, since the gateway started. */
export interface VariantTotals {
  readonly requests: number;
  readonly ok: number;
  /** Of the requests, those that a header sent here: not randomised, so a comparison that rests on them is weaker. */
  readonly forced: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Speculation seen in band, by method. Methods are never added to each other. */
  readonly inBand: ReadonlyMap<Method, SpeculationFigure>;
  /** Of ln TPOT (seconds), over streams that ended well with enough tokens. */
  readonly logTimePerToken: Moments;
}

export const noRequests: VariantTotals = {
  requests: 0,
  ok: 0,
  forced: 0,
  promptTokens: 0,
  completionTokens: 0,
  inBand: new Map(),
  logTimePerToken: emptyMoments(),
};

/** The totals with one more settled request in them. A count that is unknown adds nothing. */
export function withRequest(totals: VariantTotals, record: RequestRecord, figures: RequestFigures): VariantTotals {
  return {
    requests: totals.requests + 1,
    ok: totals.ok + (record.outcome === 'ok' ? 1 : 0),
    forced: totals.forced + (record.decision?.forced === true ? 1 : 0),
    promptTokens: totals.promptTokens + (figures.tokens?.prompt ?? 0),
    completionTokens: totals.completionTokens + (figures.tokens?.completion ?? 0),
    inBand: withSpeculation(totals.inBand, record),
    logTimePerToken: withPace(totals.logTimePerToken, figures),
  };
}

function withSpeculation(
  inBand: VariantTotals['inBand'],
  record: RequestRecord,
): ReadonlyMap<Method, SpeculationFigure> {
  let next = inBand;
  for (const { reading } of record.attempts) {
    const figure = reading?.speculation ?? null;
    if (figure === null) continue;
    const before = next.get(figure.method);
    const total = { ...figure, sums: addSpeculation(before?.sums ?? emptySpeculation, figure.sums) };
    const variance = figure.stepsVariance;
    const whole = variance === undefined ? total : { ...total, stepsVariance: (before?.stepsVariance ?? 0) + variance };
    next = new Map(next).set(figure.method, whole);
  }
  return next;
}

function withPace(moments: Moments, figures: RequestFigures): Moments {
  const seconds = figures.timePerOutputTokenSeconds;
  const tokens = figures.tokens?.completion ?? 0;
  if (seconds === null || tokens < shortestPacedTokens) return moments;
  return addMoment(moments, Math.log(seconds));
}
