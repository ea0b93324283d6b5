import type { Config } from '@slipstream/config';
import type { EngineLoad, Instruments, PageFormat } from '@slipstream/metrics';
import type { Clock, Conclusions, FetchPage, Logger, Random, Timers } from '../ports.ts';
import { ArrivalCalibrations } from './arrival-calibrations.ts';
import { LiveConclusions } from './conclusions/live-conclusions.ts';
import { EngineLedger } from './engine-ledger.ts';
import type { ScrapeTarget } from './engine-ledger.ts';
import { InFlight } from './in-flight.ts';
import { MeteringGauges } from './metering-gauges.ts';
import { meteringSnapshot } from './metering-snapshot.ts';
import type { MeteringSnapshot } from './metering-snapshot.ts';
import { Recorder } from './recorder.ts';
import { Scraper } from './scraper.ts';
import type { Sink } from './sink.ts';
import { SpeculationLedger } from './speculation-ledger.ts';
import { ViewComparison } from './view-comparison.ts';

export interface MeteringParts {
  /** The configuration in force now. */
  readonly config: () => Config;
  readonly instruments: Instruments;
  readonly fetchPage: FetchPage;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly logger: Logger;
}

/** All of metering, wired: what requests showed, what engines say, and what follows from both. */
export interface Metering {
  readonly inFlight: InFlight;
  /** Told of every settled request. */
  readonly sinks: readonly Sink[];
  readonly scraper: Scraper;
  readonly conclusions: Conclusions;
  snapshot(): MeteringSnapshot;
  /** What a replica is doing, by its own page. */
  load(target: ScrapeTarget): EngineLoad;
  /** The Prometheus page: its gauges are brought up to date when it is asked for. */
  readonly page: { render(format: PageFormat): Promise<string> };
}

export function createMetering(parts: MeteringParts): Metering {
  const { config, instruments } = parts;
  const inFlight = new InFlight();
  const conclusions = new LiveConclusions(config, parts.clock);
  const speculation = new SpeculationLedger();
  const engines = new EngineLedger(instruments);
  const comparison = new ViewComparison(speculation, engines);
  const calibrations = new ArrivalCalibrations(speculation, engines);
  const gauges = new MeteringGauges(instruments);
  const scraper = new Scraper({
    ...parts,
    ledger: engines,
    onRound: (atMs, read) => {
      comparison.endRound(atMs, read);
      calibrations.endRound(read);
    },
  });
  const snapshot = (): MeteringSnapshot =>
    meteringSnapshot(config(), { speculation, conclusions, engines, comparison, calibrations });
  return {
    inFlight,
    sinks: [new Recorder(instruments, () => config().models), speculation, conclusions],
    scraper,
    conclusions,
    snapshot,
    load: (target) => engines.load(target),
    page: {
      render: (format) => {
        gauges.write(config(), snapshot(), inFlight);
        return instruments.render(format);
      },
    },
  };
}
