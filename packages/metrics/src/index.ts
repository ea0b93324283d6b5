/** What is measured: answers read, speculation accounted, engines understood, metrics named. */
export type { AnswerEnd, AnswerReading, EngineError, TokenCounts, TokenSource } from './engines/answer-reading.ts';
export type {
  AnswerContext,
  EngineAdapter,
  EngineCapabilities,
  EngineCounters,
  EngineLoad,
  StreamRequest,
  StreamTap,
  TapOptions,
} from './engines/engine-adapter.ts';
export type { Method, SpeculationFigure } from './speculation/speculation-figure.ts';
export type { SpeculationSums } from './speculation/speculation-sums.ts';
export { addSpeculation, emptySpeculation } from './speculation/speculation-sums.ts';
export { acceleration, decodeAcceleration } from './speculation/acceleration.ts';
export { acceptanceRate, meanAcceptanceLength } from './speculation/acceptance.ts';
export { stepCost, stepTimeSeconds } from './speculation/step-cost.ts';
export type { CarriedCounter, CounterCarryOptions } from './counters/counter-carry.ts';
export { CounterCarry } from './counters/counter-carry.ts';
export type { CarriedGroup } from './counters/counter-group-carry.ts';
export { CounterGroupCarry } from './counters/counter-group-carry.ts';
export type { MetricDefinition } from './catalog/metric-definition.ts';
export type { CounterName, GaugeName, HistogramName, LabelsOf, MetricName } from './catalog/metric-types.ts';
export { catalog } from './catalog/catalog.ts';
export { catalogMarkdown } from './catalog/catalog-markdown.ts';
export { Instruments } from './instruments/instruments.ts';
export type { CounterHandle, GaugeHandle, HistogramHandle } from './instruments/instruments.ts';
export { decodeTimeMs, timePerOutputTokenMs, timeToFirstTokenMs } from './timeline/latencies.ts';
export { interChunkGapsMs } from './timeline/inter-chunk-gaps.ts';
export type { TimeSpan } from './timeline/overhead.ts';
export { overheadMs } from './timeline/overhead.ts';
export { engineAdapter } from './engines/engine-adapter-for.ts';
export type { StepEstimate } from './arrivals/estimate-steps.ts';
export { estimateSteps } from './arrivals/estimate-steps.ts';
export { ArrivalHabits } from './arrivals/arrival-habits.ts';
export type { CalibratedArrivals, StepSums } from './arrivals/arrival-calibration.ts';
export { ArrivalCalibration } from './arrivals/arrival-calibration.ts';
export type { Reads } from './arrivals/coalesce-reads.ts';
