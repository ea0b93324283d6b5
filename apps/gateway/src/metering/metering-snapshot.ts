import type { Config, Model, Variant } from '@slipstream/config';
import { acceleration, acceptanceRate, decodeAcceleration, meanAcceptanceLength, stepCost } from '@slipstream/metrics';
import type { CalibratedArrivals, Method, SpeculationFigure } from '@slipstream/metrics';
import type { ArrivalCalibrations } from './arrival-calibrations.ts';
import { arrivalError } from './arrival-error.ts';
import type { ArrivalError } from './arrival-error.ts';
import type { LiveConclusions } from './conclusions/live-conclusions.ts';
import type { EngineLedger, ScrapedSums } from './engine-ledger.ts';
import { scrapedSpeculation } from './scraped-speculation.ts';
import type { SpeculationLedger } from './speculation-ledger.ts';
import type { SpeedupClaim } from './speedup-claim.ts';
import type { ViewComparison } from './view-comparison.ts';

/** Everything metered since the gateway started, as plain JSON: for the bench and the console. Ratios: null is unknown. */
export interface MeteringSnapshot {
  readonly models: readonly ModelSnapshot[];
}

export interface ModelSnapshot {
  readonly model: string;
  readonly variants: readonly VariantSnapshot[];
}

export interface VariantSnapshot {
  readonly variant: string;
  readonly base: string;
  readonly speculator: string;
  readonly requests: number;
  readonly ok: number;
  /** Of the requests, those that a header sent here. */
  readonly forced: number;
  readonly tokens: { readonly prompt: number; readonly completion: number };
  /** One entry per method; they are never added. */
  readonly inBand: readonly InBandSnapshot[];
  /** Estimates from arrivals against the engines' counters; null until enough of both was seen. */
  readonly calibration: CalibratedArrivals | null;
  /** The engines' own counters over all their traffic; null until one page was read, and where they do not tell steps. */
  readonly scraped: ScrapedSnapshot | null;
  /** In-band acceleration / scraped acceleration − 1. */
  readonly disagreement: number | null;
  /** exp of the mean of ln TPOT, seconds, and over how many requests: what the speed-up is made of. */
  readonly timePerOutputToken: { readonly requests: number; readonly geometricMeanSeconds: number | null };
  readonly speedup: SpeedupClaim;
}

/** Speculation seen in one way. */
export interface SpeculationSnapshot {
  readonly method: Method;
  readonly source: string;
  readonly requests: number;
  readonly tokens: number;
  readonly steps: number;
  readonly accepted: number | null;
  readonly drafts: number | null;
  readonly draftTokens: number | null;
  readonly acceptedByPosition: readonly number[] | null;
  readonly meanAcceptanceLength: number | null;
  readonly acceptanceRate: number | null;
  readonly acceleration: number | null;
  readonly decodeAcceleration: number | null;
  /** Acceleration / estimate of the speed-up. */
  readonly stepCost: number | null;
}

export interface InBandSnapshot extends SpeculationSnapshot {
  /** How wrong an estimate may be; null for what is none. */
  readonly error: ArrivalError | null;
}

export interface ScrapedSnapshot extends SpeculationSnapshot {
  /** Replicas of which a page was read, and how often their counters began anew. */
  readonly replicas: number;
  readonly resets: number;
}

/** Where the figures come from. */
export interface Ledgers {
  readonly speculation: SpeculationLedger;
  readonly conclusions: Pick<LiveConclusions, 'speedup'>;
  readonly engines: EngineLedger;
  readonly comparison: ViewComparison;
  readonly calibrations: ArrivalCalibrations;
}

/** In the order of the configuration. */
export function meteringSnapshot(config: Config, ledgers: Ledgers): MeteringSnapshot {
  const models = [...config.models.values()].map((model) => ({
    model: model.name,
    variants: [...model.variants.values()].map((variant) => variantSnapshot(model, variant, ledgers)),
  }));
  return { models };
}

function variantSnapshot(model: Model, variant: Variant, ledgers: Ledgers): VariantSnapshot {
  const totals = ledgers.speculation.totals(model, variant.name);
  const speedup = ledgers.conclusions.speedup(model, variant);
  const scraped = ledgers.engines.sums(model, variant);
  const { n, mean } = totals.logTimePerToken;
  const calibration = ledgers.calibrations.result(model, variant);
  return {
    variant: variant.name,
    base: variant.base,
    speculator: variant.speculator.kind,
    requests: totals.requests,
    ok: totals.ok,
    forced: totals.forced,
    tokens: { prompt: totals.promptTokens, completion: totals.completionTokens },
    inBand: [...totals.inBand.values()].map((figure) => ({
      ...speculationSnapshot(figure, speedup),
      error: arrivalError(figure, calibration),
    })),
    calibration,
    scraped: scraped === null ? null : scrapedSnapshot(scraped, speedup),
    disagreement: ledgers.comparison.ratio(model, variant),
    timePerOutputToken: { requests: n, geometricMeanSeconds: n === 0 ? null : Math.exp(mean) },
    speedup,
  };
}

function speculationSnapshot({ sums, method, source }: SpeculationFigure, speedup: SpeedupClaim): SpeculationSnapshot {
  const { requests, tokens, steps, accepted, drafts, draftTokens, acceptedByPosition } = sums;
  const ratio = acceleration(sums);
  return {
    method,
    source,
    requests,
    tokens,
    steps,
    accepted,
    drafts,
    draftTokens,
    acceptedByPosition,
    meanAcceptanceLength: meanAcceptanceLength(sums),
    acceptanceRate: acceptanceRate(sums),
    acceleration: ratio,
    decodeAcceleration: decodeAcceleration(sums),
    stepCost: stepCost(ratio, speedup.interval?.estimate ?? null),
  };
}

function scrapedSnapshot(scraped: ScrapedSums, speedup: SpeedupClaim): ScrapedSnapshot | null {
  const figure = scrapedSpeculation(scraped);
  if (figure === null) return null;
  const snapshot = speculationSnapshot(figure, speedup);
  const counted = { replicas: scraped.replicas, resets: scraped.resets };
  if (scraped.prefills !== null) return { ...snapshot, ...counted };
  return { ...snapshot, ...counted, decodeAcceleration: null };
}
