import type { Instruments } from '@slipstream/metrics';
import type { Gate } from '../admission/gate.ts';
import { ResilienceRecorder } from '../health/resilience-recorder.ts';
import type { History } from '../history/history.ts';
import type { Metering } from '../metering/metering.ts';
import type { RequestObserver } from '../ports.ts';
import type { Rollouts } from '../rollout/rollouts.ts';
import type { OpenLedger } from '../store/ledger/open-ledger.ts';
import { createObserver } from '../telemetry/observer.ts';
import { RequestLog } from '../telemetry/request-log.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { World } from './gateway-parts.ts';

export interface Observed {
  readonly metering: Metering;
  readonly gate: Gate;
  readonly rollouts: Rollouts;
  /** Null: nobody can look at it. */
  readonly history: History | null;
  readonly ledger: OpenLedger | null;
  readonly telemetry: Telemetry;
  readonly instruments: Instruments;
}

/** Whoever is told of the end of each request, the log last. */
export function observerOf(
  { config, lines, logger }: World,
  { metering, gate, rollouts, history, ledger, telemetry, instruments }: Observed,
): RequestObserver {
  const log = new RequestLog(config().telemetry.log, lines);
  const booked = ledger === null ? [] : [ledger.ledger];
  const seen = history === null ? [] : [history];
  const own = [...metering.sinks, ...gate.sinks, new ResilienceRecorder(instruments), ...rollouts.sinks, ...seen];
  const { inFlight } = metering;
  return createObserver({ inFlight, tracing: telemetry.tracing, sinks: [...own, ...booked, log], logger });
}
